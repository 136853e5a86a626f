package dev.sliderule.spark;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.sliderule.common.ExitCode;
import dev.sliderule.launcher.EmbeddedBroker;
import dev.sliderule.testing.KafkaTopics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
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
          "sliderule: no Kafka broker at "
              + broker.bootstrapServers()
              + " has answered for 2s (--kafkaTimeout); ");
    }
  }

  @Test
  void endsWhenTheRowsOfABatchCannotBeWritten() throws Exception {
    try (RestartedJob job = new RestartedJob(broker, topics, "orders", temporary);
        PacedRecords records = new PacedRecords(topics, "orders", 2_000, 1)) {
      records.writeDuring(Duration.standardSeconds(2));
      takeOnlyTinyRecords("orders-rows");

      assertFailure(job.start(), "sliderule: a batch failed: ");
      assertThat(job.rowsWritten(), is(0));
    }
  }

  private void takeOnlyTinyRecords(String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, topic),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("max.message.bytes", "100"), AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  private static void assertFailure(SparkProcess process, String sentence) throws Exception {
    boolean ended = process.endsWithin(Duration.standardMinutes(3));
    List<String> said = process.errorLines();
    String all = String.join("\n", said);
    assertThat("ended; said: " + all, ended, is(true));
    assertThat(all, process.exitCode(), is(ExitCode.FAILURE));
    assertThat(said.get(said.size() - 1), startsWith(sentence));
    assertThat(all, not(containsString("\tat ")));
  }
}
