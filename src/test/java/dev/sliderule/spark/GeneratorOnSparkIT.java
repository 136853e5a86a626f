package dev.sliderule.spark;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import dev.sliderule.common.EndOfTopic;
import dev.sliderule.common.GroupOffsets;
import dev.sliderule.generator.GeneratorPipeline;
import dev.sliderule.launcher.EmbeddedBroker;
import dev.sliderule.testing.KafkaTopics;
import dev.sliderule.testing.spark.SparkSubmission;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The generator, submitted to Spark in one process. */
class GeneratorOnSparkIT {
  @Test
  void sendsAllRecordsAnnouncesTheEndAndEndsByItself(@TempDir Path directory) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        KafkaTopics topics = new KafkaTopics(broker.bootstrapServers())) {
      topics.create("transactions", 2);
      try (SparkSubmission generator =
          SparkSubmission.to("local[2]")
              .start(
                  GeneratorPipeline.class,
                  "--runner=SparkRunner",
                  "--bootstrapServers=" + broker.bootstrapServers(),
                  "--topic=transactions",
                  "--maxRecords=500",
                  "--rate=max",
                  "--announceEndTo=counters",
                  "--checkpointDir=" + directory.resolve("checkpoint"))) {
        assertThat(generator.output(), generator.awaitExit(Duration.ofMinutes(2)), is(0));
        assertThat(generator.output(), containsString("ended, 500 of 500 records sent"));
      }
      assertThat(topics.readAll("transactions"), hasSize(500));
      try (GroupOffsets offsets =
          GroupOffsets.of(broker.bootstrapServers(), Map.of(), "transactions")) {
        assertThat(EndOfTopic.isAnnounced(offsets, "counters"), is(true));
        assertThat(EndOfTopic.isAnnounced(offsets, "others"), is(false));
      }
    }
  }
}
