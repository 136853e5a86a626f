package dev.sliderule.spark;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.sliderule.common.GroupOffsets;
import dev.sliderule.launcher.EmbeddedBroker;
import dev.sliderule.pipeline.resume.ResumePoint;
import dev.sliderule.pipeline.resume.ResumePointStore;
import dev.sliderule.testing.KafkaTopics;
import dev.sliderule.testing.LogLines;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.awaitility.Awaitility;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class ResumePointCommitterTest {
  private static final Duration LONG_ENOUGH = Duration.ofMinutes(1);

  @Test
  void commitsAfterAFailureThatNobodyThoughtOf() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        KafkaTopics topics = new KafkaTopics(broker.bootstrapServers());
        GroupOffsets offsets = GroupOffsets.of(broker.bootstrapServers(), Map.of(), "clicks");
        LogLines log = LogLines.of(ResumePointCommitter.class)) {
      topics.create("clicks", 1);
      // A number that is too large for what reads it.
      offsets.commit(
          "group",
          Map.of(
              0,
              new OffsetAndMetadata(
                  0, "sliderule job=job run=99999999999 watermark=0 processed=0 windows")));
      ResumePointStore store = new ResumePointStore(offsets, "group", "job", "windows");
      try (ResumePointCommitter committer = ResumePointCommitter.start(store)) {
        ResumePoint point =
            ResumePoint.of(0, Instant.ofEpochMilli(5), Map.of(0, 7L), Map.of(0, 7L));
        committer.reached(point);
        Awaitility.await().atMost(LONG_ENOUGH).until(() -> !log.warnings().isEmpty());
        assertThat(
            log.warnings(),
            contains(containsString("could not be committed, and is tried again: NumberFormat")));

        store.start(ResumePoint.fresh(0, Map.of(0, 0L)));
        Awaitility.await()
            .atMost(LONG_ENOUGH)
            .until(() -> store.read().orElseThrow().point().orElseThrow().equals(point));
        assertThat(committer.failure(), nullValue());
      }
      assertThat(log.warnings().size(), is(1));
    }
  }
}
