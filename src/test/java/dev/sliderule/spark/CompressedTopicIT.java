package dev.sliderule.spark;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import dev.sliderule.pipeline.UniqueCountsPipeline;
import dev.sliderule.testing.KafkaTopics;
import dev.sliderule.testing.Waits;
import dev.sliderule.testing.spark.JavaProcess;
import dev.sliderule.testing.spark.SparkSubmission;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each codec of Kafka in one topic, with the libraries that are in the jars and no others. */
class CompressedTopicIT {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final List<String> CODECS = List.of("none", "gzip", "snappy", "lz4", "zstd");
  private static final int RECORDS_OF_EACH = 20;
  private static final String ALL_COUNTED = "read 100 = counted 100 + late 0 + malformed 0";

  @TempDir private Path directory;
  private JavaProcess broker;
  private String address;

  @BeforeEach
  void fillATopic() throws Exception {
    address = "127.0.0.1:" + freePort();
    broker =
        JavaProcess.start(
            directory.resolve("broker.log"),
            Map.of(),
            List.of(
                "-jar",
                "target/sliderule-broker.jar",
                "--port=" + address.replaceFirst(".*:", ""),
                "--dir=" + directory.resolve("kafka")));
    broker.awaitOutput(Pattern.compile("Kafka (\\S+)"));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
      NewTopic clicks = new NewTopic("clicks", 1, (short) 1);
      // Here it is the broker that compresses.
      NewTopic rows = new NewTopic("clicks-results", 1, (short) 1);
      rows.configs(Map.of("compression.type", "lz4", "cleanup.policy", "compact"));
      Waits.get("both topics", admin.createTopics(List.of(clicks, rows)).all());
    }
    for (String codec : CODECS) {
      send(codec);
    }
  }

  @AfterEach
  void endBroker() {
    broker.close();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void send(String codec) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", address, "compression.type", codec),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < RECORDS_OF_EACH; i++) {
        String json = String.format("{\"at\":%d,\"user\":\"u%d\"}", 1_700_000_000 + i, i);
        Waits.get(
            "the record's offset",
            producer.send(new ProducerRecord<>("clicks", json.getBytes(StandardCharsets.UTF_8))));
      }
    }
  }

  private String[] options(String... more) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--bootstrapServers=" + address,
                "--topic=clicks",
                "--output=kafka",
                "--eventTimeField=at",
                "--uniqueField=user",
                "--amountField=",
                "--sequenceField=",
                "--windowSize=20s",
                "--windowPeriod=20s",
                "--stopWhenCaughtUp=true"));
    options.addAll(List.of(more));
    return options.toArray(new String[0]);
  }

  private void assertThatOneRowIsThere() {
    try (KafkaTopics topics = new KafkaTopics(address)) {
      assertThat(topics.readAll("clicks-results"), hasSize(1));
    }
  }

  @Test
  void isReadOnThisMachine() throws Exception {
    List<String> command = new ArrayList<>(List.of("-jar", "target/sliderule.jar", "pipeline"));
    command.addAll(List.of(options()));
    try (JavaProcess job =
        JavaProcess.start(directory.resolve("pipeline.log"), Map.of(), command)) {
      assertThat(job.output(), job.awaitExit(TIMEOUT), is(0));
      assertThat(job.output(), containsString(ALL_COUNTED));
    }
    assertThatOneRowIsThere();
  }

  @Test
  void isReadOnSpark() throws Exception {
    try (SparkSubmission job =
        SparkSubmission.to("local[2]")
            .start(
                UniqueCountsPipeline.class,
                options(
                    "--runner=SparkRunner",
                    "--checkpointDir=" + directory.resolve("checkpoint")))) {
      assertThat(job.output(), job.awaitExit(TIMEOUT), is(0));
      assertThat(job.output(), containsString(ALL_COUNTED));
    }
    assertThatOneRowIsThere();
  }
}
