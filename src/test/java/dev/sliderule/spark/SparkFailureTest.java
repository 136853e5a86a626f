package dev.sliderule.spark;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import dev.sliderule.common.ExitCode;
import dev.sliderule.launcher.EmbeddedBroker;
import dev.sliderule.testing.KafkaTopics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.joda.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that cannot go on says so and ends; it neither hangs nor goes on with less. */
class SparkFailureTest {
  private final EmbeddedBroker broker = EmbeddedBroker.start();
  private final KafkaTopics topics = new KafkaTopics(broker.bootstrapServers());

  @TempDir Path temporary;

  @AfterEach
  void stopBroker() {
    topics.close();
    broker.close();
  }

  @Test
  void endsWhenKafkaIsGone() throws Exception {
    try (RestartedJob job = new RestartedJob(broker, topics, "clicks", temporary);
        PacedRecords records = new PacedRecords(topics, "clicks", 500, 1)) {
      records.writeDuring(Duration.standardSeconds(1));
      SparkProcess process = job.start("--kafkaTimeout=2s");
      job.awaitRows(1);
      broker.close();

      assertFailure(
          process,
          "sliderule: no Kafka broker at " + broker.bootstrapServers() + " has answered for 2s",
          "--kafkaTimeout");
    }
  }

  @Test
  void endsWhenTheRowsOfABatchCannotBeWritten() throws Exception {
    try (RestartedJob job = new RestartedJob(broker, topics, "orders", temporary);
        PacedRecords records = new PacedRecords(topics, "orders", 2_000, 1)) {
      // Its producers, and they alone, go by this.
      Path config = temporary.resolve("kafka.properties");
      Files.writeString(config, "max.request.size=100");
      records.writeDuring(Duration.standardSeconds(2));

      assertFailure(
          job.start("--consumerConfig=" + config),
          "sliderule: a batch failed: ",
          "RecordTooLargeException");
      assertThat(job.rowsWritten(), is(0));
    }
  }

  private static void assertFailure(SparkProcess process, String start, String part)
      throws Exception {
    boolean ended = process.endsWithin(Duration.standardMinutes(3));
    List<String> said = process.errorLines();
    String all = String.join("\n", said);
    assertThat("ended; said: " + all, ended, is(true));
    assertThat(all, process.exitCode(), is(ExitCode.FAILURE));
    assertThat(said.get(said.size() - 1), allOf(startsWith(start), containsString(part)));
    assertThat(all, said.stream().filter(line -> line.startsWith("sliderule: ")).count(), is(1L));
  }
}
