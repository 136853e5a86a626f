package dev.sliderule.pipeline;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.common.JobFailedException;
import dev.sliderule.common.UsageException;
import dev.sliderule.launcher.EmbeddedBroker;
import dev.sliderule.pipeline.write.ResultKey;
import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.pipeline.write.ResultRowJson;
import dev.sliderule.pipeline.write.WriteDeadLetters;
import dev.sliderule.testing.KafkaTopics;
import dev.sliderule.testing.WindowOracle;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.joda.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job on the DirectRunner, against a real broker. */
class UniqueCountsPipelineTest {
  private static final long HISTORY = 1_700_000_000_000L;

  private static EmbeddedBroker broker;
  private static KafkaTopics topics;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start();
    topics = new KafkaTopics(broker.bootstrapServers());
  }

  @AfterAll
  static void stopBroker() {
    topics.close();
    broker.close();
  }

  @Test
  void countsWhatTheOracleCountsInSkewedAndEmptyPartitions() throws Exception {
    topics.create("clicks", 4);
    Random random = new Random(1);
    List<WindowOracle.Input> inputs = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      // Partition 1 is a minute ahead and partition 3 stays empty.
      int partition = i % 3;
      long time = HISTORY + i * 20L + (partition == 1 ? 60_000 : 0);
      String user = random.nextInt(20) == 0 ? null : "u" + random.nextInt(300);
      String price = random.nextInt(20) == 0 ? null : random.nextInt(10_000) / 100.0 + "";
      String page = random.nextInt(4) == 0 ? null : "p" + random.nextInt(3);
      inputs.add(
          new WindowOracle.Input(
              time,
              user,
              price,
              (long) i,
              List.of("all", "page.name=" + (page == null ? "(missing)" : page))));
      topics.send(
          "clicks",
          partition,
          user,
          String.format(
              "{\"at\":%d,\"user\":{\"id\":%s},\"price\":%s,\"n\":%d,\"page\":{\"name\":%s}}",
              time, quote(user), price, i, quote(page)));
    }

    JobCounters counters =
        runToEnd(
            "--topic=clicks",
            "--eventTimeField=at",
            "--uniqueField=user.id",
            "--amountField=price",
            "--sequenceField=n",
            "--groupBy=page.name",
            "--windowSize=12s",
            "--windowPeriod=5s",
            "--output=kafka:clicks-rows");

    assertThat(counters, is(JobCounters.of(2_000, 2_000, 0, 0)));
    Map<ResultKey, String> expected =
        new WindowOracle(Duration.standardSeconds(12), Duration.standardSeconds(5)).rows(inputs);
    assertThat(rows("clicks-rows"), is(expected));
    assertThat(topics.config("clicks-rows", "cleanup.policy"), is("compact"));
  }

  @Test
  void sendsWhatItCannotCountToTheDeadLetterTopic() throws Exception {
    topics.create("orders", 1);
    String good = "{\"producer_timestamp\":1700000000.25,\"customer_id\":\"a\",\"final_amount\":1}";
    topics.send("orders", 0, null, good);
    Map<Long, String> reasons = new TreeMap<>();
    expectDead(reasons, "NOT_JSON", "{\"producer_timestamp\":17000");
    expectDead(reasons, "NOT_JSON", good + good);
    expectDead(reasons, "EMPTY", "");
    expectDead(reasons, "TOMBSTONE", null);
    expectDead(reasons, "NOT_AN_OBJECT", "[1]");
    expectDead(reasons, "EVENT_TIME_MISSING", "{\"customer_id\":\"a\"}");
    expectDead(reasons, "EVENT_TIME_TOO_OLD", "{\"producer_timestamp\":\"0001-01-01T00:00:00Z\"}");
    expectDead(reasons, "EVENT_TIME_IN_FUTURE", "{\"producer_timestamp\":99999999999}");
    expectDead(reasons, "WRONG_TYPE", "{\"producer_timestamp\":1700000000,\"final_amount\":\"1\"}");
    String huge = good.replace("\"a\"", "[\"" + "x".repeat(3_000_000) + "\"]");
    expectDead(reasons, "WRONG_TYPE", huge);
    topics.send("orders", 0, null, good.replace("\"a\"", "\"" + "y".repeat(1_048_576) + "\""));

    JobCounters counters = runToEnd("--topic=orders", "--output=kafka");

    assertThat(counters, is(JobCounters.of(12, 2, 0, 10)));
    assertThat(counters.read(), is(counters.counted() + counters.late() + counters.malformed()));
    List<ConsumerRecord<byte[], byte[]>> dead = topics.readAll("orders-dead-letter");
    Map<Long, String> seen = new TreeMap<>();
    dead.forEach(
        record ->
            seen.put(
                Long.valueOf(header(record, WriteDeadLetters.OFFSET)),
                header(record, WriteDeadLetters.REASON)));
    assertThat(seen, is(reasons));
    for (ConsumerRecord<byte[], byte[]> record : dead) {
      assertThat(header(record, WriteDeadLetters.TOPIC), is("orders"));
      assertThat(header(record, WriteDeadLetters.PARTITION), is("0"));
      switch (header(record, WriteDeadLetters.OFFSET)) {
        case "1":
          assertThat(text(record.value()), is("{\"producer_timestamp\":17000"));
          assertThat(text(record.key()), is("k"));
          break;
        case "4":
          assertThat(record.value(), is(nullValue()));
          break;
        case "10":
          assertThat(text(record.value()), is(huge.substring(0, 1_000_000)));
          assertThat(header(record, WriteDeadLetters.TRUNCATED_FROM), is("" + huge.length()));
          break;
        default:
          break;
      }
    }
    assertThat(
        rows("orders-results").values(),
        contains(
            "records 2 unique 2 keyless 0 amountless 0 sum 2 sequence null-null",
            "records 2 unique 2 keyless 0 amountless 0 sum 2 sequence null-null"));
  }

  private static void expectDead(Map<Long, String> reasons, String reason, String value) {
    reasons.put(topics.send("orders", 0, "k", value), reason);
  }

  @Test
  void takesTheKafkaTimestampWhereAskedTo() throws Exception {
    topics.create("logs", 1);
    byte[] value = "{\"ip\":\"::1\"}".getBytes(StandardCharsets.UTF_8);
    topics.send("logs", 0, HISTORY, null, value);
    topics.send("logs", 0, HISTORY + 4_000, null, value);
    long future = System.currentTimeMillis() + Duration.standardHours(2).getMillis();
    topics.send("logs", 0, future, null, value);

    JobCounters counters =
        runToEnd(
            "--topic=logs",
            "--eventTimeField=@kafka",
            "--uniqueField=ip",
            "--amountField=",
            "--sequenceField=",
            "--windowPeriod=10s",
            "--output=kafka");

    assertThat(counters, is(JobCounters.of(3, 2, 0, 1)));
    assertThat(
        rows("logs-results").values(),
        contains("records 2 unique 1 keyless 0 amountless 2 sum 0 sequence null-null"));
    ConsumerRecord<byte[], byte[]> dead = topics.readAll("logs-dead-letter").get(0);
    assertThat(header(dead, WriteDeadLetters.REASON), is("EVENT_TIME_IN_FUTURE"));
    assertThat(dead.value(), is(value));
  }

  @Test
  void readsOnUntilTheInputIsSaidToHaveEnded() throws Exception {
    topics.create("live", 2);
    UniqueCountsJob job = start("--topic=live", "--output=kafka");
    org.awaitility.Awaitility.await().until(job::isReading);
    long now = System.currentTimeMillis();
    for (int i = 0; i < 10; i++) {
      topics.send(
          "live",
          i % 2,
          null,
          String.format("{\"producer_timestamp\":%d,\"customer_id\":%d}", now + i, i % 3));
    }
    job.endInput();
    assertThat(job.awaitEnd(Duration.standardMinutes(1)), is(true));
    assertThat(job.counters(), is(JobCounters.of(10, 10, 0, 0)));
  }

  @Test
  void refusesToStartWithoutTheTopic() {
    UsageException e = assertThrows(UsageException.class, () -> start("--topic=nowhere"));
    assertThat(e.getMessage(), containsString("--topic=nowhere is bad: there is no such topic at"));
  }

  @Test
  void everyClientGoesByTheFileOfClientProperties(@TempDir Path directory) throws Exception {
    topics.create("secured", 2);
    Path file = Files.writeString(directory.resolve("kafka.properties"), "client.id=ours");
    Set<ObjectName> before = kafkaClients();
    UniqueCountsJob job = start("--topic=secured", "--output=kafka", "--consumerConfig=" + file);
    try {
      // A dead letter, so that there is a producer.
      topics.send("secured", 0, "key", "no JSON");
      Set<String> expected =
          Set.of("kafka.admin.client ours", "kafka.consumer ours", "kafka.producer ours");
      org.awaitility.Awaitility.await()
          .atMost(1, TimeUnit.MINUTES)
          .until(
              () ->
                  kafkaClients().stream()
                      .filter(client -> !before.contains(client))
                      .map(client -> client.getDomain() + " " + client.getKeyProperty("id"))
                      .collect(Collectors.toSet()),
              is(expected));
    } finally {
      job.cancel();
    }
  }

  /** The clients that are open in this JVM, as Kafka's JMX beans name them. */
  private static Set<ObjectName> kafkaClients() throws MalformedObjectNameException {
    return ManagementFactory.getPlatformMBeanServer()
        .queryNames(new ObjectName("kafka.*:type=app-info,id=*"), null);
  }

  @Test
  void brokersOfTheFileOfClientPropertiesAreRefused(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("kafka.properties"), "bootstrap.servers=x:1");
    UsageException e = assertThrows(UsageException.class, () -> start("--consumerConfig=" + file));
    assertThat(
        e.getMessage(),
        is(
            "--consumerConfig="
                + file
                + " is bad: it has bootstrap.servers, which is not to be set there; remove it and"
                + " use --bootstrapServers"));
  }

  @Test
  void doesNotStartWhereNoBrokerAnswersWithinTheKafkaTimeout() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      UsageException e =
          assertThrows(
              UsageException.class,
              () ->
                  UniqueCountsPipeline.start(
                      UniqueCountsPipeline.options(
                          "--bootstrapServers=127.0.0.1:" + silent.getLocalPort(),
                          "--kafkaTimeout=500ms")));
      assertThat(e.getMessage(), containsString("no Kafka broker answered within 500ms ("));
    }
  }

  @Test
  void endsWithASentenceWhenKafkaIsGone() throws Exception {
    EmbeddedBroker doomed = EmbeddedBroker.start();
    try (KafkaTopics doomedTopics = new KafkaTopics(doomed.bootstrapServers())) {
      doomedTopics.create("brief", 1);
      UniqueCountsJob job =
          UniqueCountsPipeline.start(
              UniqueCountsPipeline.options(
                  "--bootstrapServers=" + doomed.bootstrapServers(),
                  "--topic=brief",
                  "--output=kafka",
                  "--kafkaTimeout=1s"));
      org.awaitility.Awaitility.await().until(job::isReading);
      doomed.close();
      JobFailedException e =
          assertThrows(JobFailedException.class, () -> job.awaitEnd(Duration.standardMinutes(2)));
      assertThat(
          e.getMessage(),
          containsString("no Kafka broker at " + doomed.bootstrapServers() + " has answered for"));
    }
  }

  private static UniqueCountsJob start(String... args) {
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.add("--bootstrapServers=" + broker.bootstrapServers());
    // The checks of the DirectRunner catch mutated elements and coders that lose something.
    all.add("--enforceImmutability=true");
    all.add("--enforceEncodability=true");
    return UniqueCountsPipeline.start(UniqueCountsPipeline.options(all.toArray(new String[0])));
  }

  private static JobCounters runToEnd(String... args) throws InterruptedException {
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.add("--stopWhenCaughtUp=true");
    UniqueCountsJob job = start(all.toArray(new String[0]));
    assertThat("ended", job.awaitEnd(Duration.standardMinutes(3)), is(true));
    return job.counters();
  }

  private static Map<ResultKey, String> rows(String topic) throws IOException {
    List<ResultRow> rows = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : topics.readAll(topic)) {
      ResultRow row = ResultRowJson.parse(record.value());
      assertThat(text(record.key()), is(ResultRowJson.formatKey(row.key())));
      rows.add(row);
    }
    return WindowOracle.finalRows(rows);
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return text(record.headers().lastHeader(name).value());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String quote(String text) {
    return text == null ? "null" : "\"" + text + "\"";
  }
}
