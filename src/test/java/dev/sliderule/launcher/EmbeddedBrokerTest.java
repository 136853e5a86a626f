package dev.sliderule.launcher;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
  private static final TopicPartition PARTITION = new TopicPartition("notes", 0);

  @Test
  void twoBrokersSideBySideKeepTheirRecordsApart() throws Exception {
    try (EmbeddedBroker first = EmbeddedBroker.start();
        EmbeddedBroker second = EmbeddedBroker.start()) {
      assertThat(first.port(), is(not(second.port())));
      createTopic(first);
      createTopic(second);
      write(first, "for the first");
      write(second, "for the second");

      assertThat(read(first), is(List.of("for the first")));
      assertThat(read(second), is(List.of("for the second")));
    }
  }

  @Test
  void restartOnTheSameDirectoryAndPortFindsTheRecords(@TempDir Path directory) throws Exception {
    int port;
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"))) {
      port = broker.port();
      createTopic(broker);
      write(broker, "still here");
    }
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"), port)) {
      assertThat(broker.bootstrapServers(), is("127.0.0.1:" + port));
      assertThat(read(broker), is(List.of("still here")));
    }
  }

  @Test
  void takenPortIsRefused(@TempDir Path directory) throws IOException {
    try (ServerSocket other =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      int port = other.getLocalPort();
      IllegalStateException e =
          assertThrows(
              IllegalStateException.class, () -> EmbeddedBroker.start(directory, port).close());
      assertThat(e.getMessage(), startsWith("Port " + port + " of 127.0.0.1 is taken"));
    }
  }

  @Test
  void directoryThatIsInUseIsLeftAlone(@TempDir Path directory) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory)) {
      IllegalStateException e =
          assertThrows(IllegalStateException.class, () -> EmbeddedBroker.start(directory).close());
      assertThat(e.getMessage(), containsString("Another broker uses the directory"));
      createTopic(broker);
      write(broker, "unharmed");
      assertThat(read(broker), is(List.of("unharmed")));
    }
  }

  @Test
  void damagedDirectoryFailsTheStartAndNotTheJvm(@TempDir Path directory) throws IOException {
    Files.createFile(directory.resolve("sliderule.lock"));
    Files.writeString(directory.resolve("meta.properties"), "node.id=7\nversion=99\n");
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> EmbeddedBroker.start(directory).close());
    assertThat(e.getMessage(), containsString("Kafka did not start"));
    assertThrows(IllegalStateException.class, () -> Exit.exit(1, "test"));
    assertThrows(IllegalStateException.class, () -> Exit.halt(1, "test"));
  }

  @Test
  void temporaryDirectoryIsDeletedAndASecondCloseIsHarmless() {
    BrokerDirectory directory = BrokerDirectory.temporary();
    assertThat(Files.exists(directory.path()), is(true));
    directory.close();
    assertThat(Files.exists(directory.path()), is(false));
    EmbeddedBroker broker = EmbeddedBroker.start();
    broker.close();
    broker.close();
  }

  @Test
  void saysNothingOnStandardOutput() {
    PrintStream out = System.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      EmbeddedBroker.start().close();
    } finally {
      System.setOut(out);
    }
    assertThat(said.toString(StandardCharsets.UTF_8), is(emptyString()));
  }

  private static void createTopic(EmbeddedBroker broker)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(PARTITION.topic(), 1, (short) 1))).all().get();
    }
  }

  private static void write(EmbeddedBroker broker, String value)
      throws ExecutionException, InterruptedException {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      // Far older than Kafka's usual retention.
      producer.send(new ProducerRecord<>(PARTITION.topic(), 0, 1_000L, "key", value)).get();
    }
  }

  private static List<String> read(EmbeddedBroker broker) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(PARTITION));
      consumer.seekToBeginning(List.of(PARTITION));
      long end = consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
      List<String> values = new ArrayList<>();
      while (consumer.position(PARTITION) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
      }
      return values;
    }
  }
}
