package dev.sliderule.common;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.launcher.EmbeddedBroker;
import dev.sliderule.testing.KafkaTopics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.joda.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaAccessTest {
  private static EmbeddedBroker broker;
  private static KafkaTopics topics;
  private static KafkaAccess kafka;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start();
    topics = new KafkaTopics(broker.bootstrapServers());
    kafka = KafkaAccess.connect(broker.bootstrapServers(), Map.of());
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
    topics.close();
    broker.close();
  }

  @Test
  void namesAnAddressWhereNobodyAnswers() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    String sentence = refusal("127.0.0.1:" + port);
    assertThat(
        sentence,
        startsWith(
            "--bootstrapServers=127.0.0.1:"
                + port
                + " is bad: no Kafka broker answered within 10s ("));
    assertThat(sentence, containsString("; start one there or correct the address"));
    assertThat(sentence, not(containsString("\n")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "localhost:kafka", "localhost:99999999", ",", "no host:1"})
  void refusesAnAddressThatIsNone(String address) {
    String sentence = refusal(address);
    assertThat(sentence, startsWith("--bootstrapServers=" + address + " is bad: "));
    assertThat(sentence, containsString("; expected host:port of a Kafka broker"));
  }

  private static String refusal(String address) {
    return assertThrows(UsageException.class, () -> KafkaAccess.connect(address, Map.of()).close())
        .getMessage();
  }

  @Test
  void passesTheClientConfigOnToTheClient() {
    UsageException e =
        assertThrows(
            UsageException.class,
            () ->
                KafkaAccess.connect(
                        broker.bootstrapServers(), Map.of("security.protocol", "CARRIER_PIGEON"))
                    .close());
    assertThat(e.getMessage(), containsString("CARRIER_PIGEON"));
  }

  @Test
  void knowsTheNumberOfPartitionsOfATopic() throws Exception {
    topics.create("three", 3);
    assertThat(kafka.requireTopic("topic", "three"), is(3));
  }

  @Test
  void refusesATopicThatDoesNotExist() {
    UsageException e =
        assertThrows(UsageException.class, () -> kafka.requireTopic("topic", "absent"));
    assertThat(
        e.getMessage(),
        is(
            "--topic=absent is bad: there is no such topic at "
                + broker.bootstrapServers()
                + "; create it or name one that exists"));
  }

  @Test
  void createsAMissingTopicWithItsConfig() throws Exception {
    kafka.createTopicIfMissing("output", "rows", 2, Map.of("cleanup.policy", "compact"));
    assertThat(kafka.requireTopic("output", "rows"), is(2));
    assertThat(topics.config("rows", "cleanup.policy"), is("compact"));
  }

  @Test
  void leavesATopicAloneThatExists() throws Exception {
    topics.create("kept", 3);
    String policy = topics.config("kept", "cleanup.policy");
    topics.send("kept", 0, "k", "v");

    kafka.createTopicIfMissing("output", "kept", 1, Map.of("cleanup.policy", "compact"));

    assertThat(kafka.requireTopic("output", "kept"), is(3));
    assertThat(topics.config("kept", "cleanup.policy"), is(policy));
    assertThat(policy, is("delete"));
    assertThat(topics.readAll("kept").size(), is(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a topic", "clicks/minute", "..", "größe"})
  void refusesAnInvalidTopicName(String topic) {
    String expected =
        "--topic=" + topic + " is bad: expected a topic name of letters, digits, '.', '_' and '-'";
    UsageException required =
        assertThrows(UsageException.class, () -> kafka.requireTopic("topic", topic));
    assertThat(required.getMessage(), is(expected));
    UsageException created =
        assertThrows(
            UsageException.class, () -> kafka.createTopicIfMissing("topic", topic, 1, Map.of()));
    assertThat(created.getMessage(), is(expected));
  }

  @Test
  void saysWhyATopicCannotBeCreated() {
    UsageException e =
        assertThrows(
            UsageException.class,
            () ->
                kafka.createTopicIfMissing("output", "odd", 1, Map.of("cleanup.policy", "shred")));
    assertThat(e.getMessage(), startsWith("--output=odd is bad: the topic cannot be created ("));
    assertThat(e.getMessage(), containsString("shred"));
    assertThat(e.getMessage(), containsString("; create it by hand"));
  }

  @Test
  void tellsTheNumberOfPartitionsWhileABrokerAnswers() {
    kafka.createTopicIfMissing("topic", "counted", 3, Map.of());
    assertThat(kafka.partitions("counted"), is(OptionalInt.of(3)));
    assertThat(kafka.partitions("missing"), is(OptionalInt.of(0)));
    EmbeddedBroker brief = EmbeddedBroker.start();
    try (KafkaAccess access = KafkaAccess.connect(brief.bootstrapServers(), Map.of())) {
      brief.close();
      assertThat(access.partitions("counted"), is(OptionalInt.empty()));
    }
  }

  @Test
  void readsAClientConfig(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("kafka.properties");
    Files.writeString(file, "# secure\nsecurity.protocol=SSL\nclient.id = größe\n");
    assertThat(
        KafkaAccess.readClientConfig("consumerConfig", file.toString()),
        is(Map.of("security.protocol", "SSL", "client.id", "größe")));
  }

  @Test
  void takesWhatTheJobDoesAnyway(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("kafka.properties");
    Files.writeString(file, "acks=all\nenable.idempotence=true \nenable.auto.commit=false\n");
    assertThat(
        KafkaAccess.readClientConfig("consumerConfig", file.toString()).keySet(),
        is(Set.of("acks", "enable.idempotence", "enable.auto.commit")));
  }

  @ParameterizedTest
  @CsvSource({
    "bootstrap.servers, ' and use --bootstrapServers'",
    "bootstrap.controllers, ' and use --bootstrapServers'",
    "group.id, ' and use the pipeline''s --consumerGroup'",
    "auto.offset.reset, ' and use the pipeline''s --startFrom'",
    "enable.auto.commit, ''",
    "key.deserializer, ''",
    "value.deserializer, ''",
    "key.serializer, ''",
    "value.serializer, ''",
    "acks, ''",
    "enable.idempotence, ''",
    "max.in.flight.requests.per.connection, ''",
    "transactional.id, ''",
    "partitioner.class, ''",
    "partitioner.ignore.keys, ''",
  })
  void refusesAKeyThatTheJobSetsItself(String key, String instead, @TempDir Path directory)
      throws IOException {
    Path file = directory.resolve("kafka.properties");
    for (String line :
        new String[] {
          key + "=127.0.0.1:1", "\t " + key + " : some", key, key + "=", key + "=a\n" + key + "=b"
        }) {
      Files.writeString(file, "security.protocol=SSL\n" + line + "\n");
      UsageException e =
          assertThrows(
              UsageException.class,
              () -> KafkaAccess.readClientConfig("consumerConfig", file.toString()),
              line);
      assertThat(
          e.getMessage(),
          is(
              "--consumerConfig="
                  + file
                  + " is bad: it has "
                  + key
                  + ", which is not to be set there; remove it"
                  + instead));
    }
  }

  @Test
  void passesOnWhatIsTheUsersToSay(@TempDir Path directory) throws IOException {
    Map<String, String> settings =
        Map.of(
            "isolation.level", "read_committed",
            "security.protocol", "SASL_SSL",
            "sasl.mechanism", "PLAIN",
            "ssl.truststore.location", "trust.jks",
            "client.id", "clicks",
            "max.poll.records", "10",
            "retries", "7",
            "compression.type", "zstd",
            "com.example.own", "x");
    Path file = directory.resolve("kafka.properties");
    Files.write(
        file,
        settings.entrySet().stream()
            .map(setting -> setting.getKey() + " = " + setting.getValue())
            .collect(Collectors.toList()));
    assertThat(KafkaAccess.readClientConfig("consumerConfig", file.toString()), is(settings));
    Path relative = Path.of("").toAbsolutePath().relativize(file);
    assertThat(KafkaAccess.readClientConfig("consumerConfig", relative.toString()), is(settings));
  }

  @ParameterizedTest
  @CsvSource({
    "security.protocol=CARRIER_PIGEON, CARRIER_PIGEON",
    "isolation.level=, isolation.level",
    "max.poll.records=many, max.poll.records",
    "compression.type=rar, compression.type",
  })
  void refusesAValueThatKafkaRefuses(String line, String part, @TempDir Path directory)
      throws IOException {
    Path file = directory.resolve("kafka.properties");
    Files.writeString(file, line);
    UsageException e =
        assertThrows(
            UsageException.class,
            () -> KafkaAccess.readClientConfig("producerConfig", file.toString()));
    assertThat(e.getMessage(), startsWith("--producerConfig=" + file + " is bad: "));
    assertThat(e.getMessage(), containsString(part));
    assertThat(e.getMessage(), endsWith("; correct the value there"));
  }

  @Test
  void namesAFileThatCannotBeOne() {
    UsageException e =
        assertThrows(
            UsageException.class, () -> KafkaAccess.readClientConfig("consumerConfig", "a\0b"));
    assertThat(e.getMessage(), startsWith("--consumerConfig=a\0b is bad: "));
  }

  @Test
  void waitsNoLongerThanItIsTold() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      UsageException e =
          assertThrows(
              UsageException.class,
              () ->
                  KafkaAccess.connect(
                          "127.0.0.1:" + silent.getLocalPort(), Map.of(), Duration.millis(300))
                      .close());
      assertThat(e.getMessage(), containsString("no Kafka broker answered within 300ms ("));
    }
  }

  @Test
  void noFileMeansNoFurtherSettings() {
    assertThat(KafkaAccess.readClientConfig("consumerConfig", ""), is(Map.of()));
  }

  @Test
  void namesAConfigFileThatCannotBeRead(@TempDir Path directory) throws IOException {
    refuses(directory.resolve("missing.properties"), "NoSuchFileException");
    refuses(directory, "Is a directory");
    Path binary = directory.resolve("binary.properties");
    Files.write(binary, new byte[] {'a', '=', (byte) 0xff});
    refuses(binary, "MalformedInputException");
    Path escape = directory.resolve("escape.properties");
    Files.writeString(escape, "a=\\u12x4\n");
    refuses(escape, "Malformed");
  }

  private static void refuses(Path file, String cause) {
    UsageException e =
        assertThrows(
            UsageException.class,
            () -> KafkaAccess.readClientConfig("consumerConfig", file.toString()));
    assertThat(e.getMessage(), startsWith("--consumerConfig=" + file + " is bad: "));
    assertThat(e.getMessage(), containsString(cause));
    assertThat(
        e.getMessage(), containsString("; expected a readable file of Kafka client properties"));
  }
}
