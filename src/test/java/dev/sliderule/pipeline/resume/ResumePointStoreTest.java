package dev.sliderule.pipeline.resume;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.common.GroupOffsets;
import dev.sliderule.common.JobFailedException;
import dev.sliderule.launcher.EmbeddedBroker;
import dev.sliderule.pipeline.windows.SlidingWindowSpec;
import dev.sliderule.testing.KafkaTopics;
import dev.sliderule.testing.Locales;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The store, and the offsets of groups that it is made of, on a real broker. */
class ResumePointStoreTest {
  private static final Instant WATERMARK = Instant.parse("2023-11-14T22:13:20.123Z");

  private static EmbeddedBroker broker;
  private static KafkaTopics topics;
  private static GroupOffsets offsets;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = EmbeddedBroker.start();
    topics = new KafkaTopics(broker.bootstrapServers());
    topics.create("clicks", 3);
    offsets = GroupOffsets.of(broker.bootstrapServers(), Map.of(), "clicks");
  }

  @AfterAll
  static void stopBroker() {
    offsets.close();
    topics.close();
    broker.close();
  }

  @Test
  void givesBackWhatWasCommitted() {
    ResumePointStore store = store("round-trip", "job-1");
    assertThat(store.read().isPresent(), is(false));
    store.start(ResumePoint.fresh(4, Map.of(0, 1L, 1, 2L, 2, 0L)));
    // What had not been processed before starts where reading does.
    assertThat(
        store.read().get().point(),
        is(
            Optional.of(
                ResumePoint.of(
                    4,
                    BoundedWindow.TIMESTAMP_MIN_VALUE,
                    Map.of(0, 1L, 1, 2L, 2, 0L),
                    Map.of(0, 1L, 1, 2L, 2, 0L)))));
    ResumePoint later =
        ResumePoint.of(4, WATERMARK, Map.of(0, 10L, 1, 20L, 2, 0L), Map.of(0, 15L, 1, 20L, 2, 7L));
    store.advance(later);
    ResumePointStore.Committed committed = store("round-trip", "job-2").read().get();
    assertThat(committed.point(), is(Optional.of(later)));
    assertThat(committed.windows(), is("10000/5000+0~0"));
  }

  @ParameterizedTest
  @MethodSource("dev.sliderule.testing.Locales#tags")
  void anotherLocaleReadsWhatOneHasWritten(String locale) throws Exception {
    String windows =
        Locales.in(
            locale,
            () ->
                SlidingWindowSpec.builder()
                    .setSize(Duration.standardSeconds(10))
                    .setPeriod(Duration.standardSeconds(5))
                    .build()
                    .name());
    assertThat(windows, is("10000/5000+0~0"));
    ResumePoint point = ResumePoint.of(4, WATERMARK, Map.of(0, 12_345L), Map.of(0, 67_890L));
    Locales.in(
        locale,
        () -> {
          store(locale, "job-1").start(point);
          return null;
        });
    ResumePointStore.Committed committed = store(locale, "job-2").read().get();
    assertThat(committed.point(), is(Optional.of(point)));
    assertThat(
        Locales.in(locale, () -> store(locale, "job-3").read().get().point()),
        is(Optional.of(point)));
  }

  @Test
  void noticesThatAnotherJobHasTakenOver() {
    ResumePointStore first = store("taken-over", "job-1");
    ResumePointStore second = store("taken-over", "job-2");
    ResumePoint point = ResumePoint.of(0, WATERMARK, Map.of(0, 5L), Map.of(0, 5L));
    first.start(ResumePoint.fresh(0, Map.of(0, 0L)));
    first.advance(point);
    second.start(ResumePoint.of(1, WATERMARK, Map.of(0, 3L), Map.of(0, 5L)));
    JobFailedException e = assertThrows(JobFailedException.class, () -> first.advance(point));
    assertThat(e.getMessage(), containsString("--consumerGroup=taken-over"));
    assertThat(second.read().get().point().get().run(), is(1));
    second.advance(point);
  }

  @Test
  void knowsOffsetsOfOtherApplications() {
    offsets.commit("foreign", Map.of(0, new OffsetAndMetadata(5, "")));
    ResumePointStore.Committed committed = store("foreign", "job").read().get();
    assertThat(committed.point(), is(Optional.empty()));
    store("half-foreign", "job").start(ResumePoint.fresh(0, Map.of(0, 0L)));
    offsets.commit("half-foreign", Map.of(1, new OffsetAndMetadata(5, "mine")));
    assertThat(store("half-foreign", "job").read().get().point(), is(Optional.empty()));
  }

  @Test
  void offsetsOfGroupsAreKeptUntilDeleted() {
    Map<Integer, OffsetAndMetadata> committed = Map.of(1, new OffsetAndMetadata(7, "seven"));
    assertThat(offsets.read("group"), is(Map.of()));
    offsets.commit("group", committed);
    assertThat(offsets.read("group"), is(committed));
    offsets.commit("group", Map.of(2, new OffsetAndMetadata(8, "")));
    assertThat(offsets.read("group").keySet(), is(Set.of(1, 2)));
    try (GroupOffsets other = GroupOffsets.of(broker.bootstrapServers(), Map.of(), "other")) {
      assertThat(other.read("group"), is(Map.of()));
    }
    offsets.delete(List.of("group", "never-there"));
    assertThat(offsets.read("group"), is(Map.of()));
  }

  @Test
  void listsOffsetsOfTheTopic() throws Exception {
    topics.create("logs", 2);
    topics.send("logs", 0, 1_000L, null, new byte[1]);
    topics.send("logs", 0, 2_000L, null, new byte[1]);
    try (GroupOffsets logs = GroupOffsets.of(broker.bootstrapServers(), Map.of(), "logs")) {
      assertThat(logs.list(2, OffsetSpec.earliest()), is(Map.of(0, 0L, 1, 0L)));
      assertThat(logs.list(2, OffsetSpec.latest()), is(Map.of(0, 2L, 1, 0L)));
      assertThat(logs.list(2, OffsetSpec.forTimestamp(1_500)), is(Map.of(0, 1L, 1, -1L)));
    }
  }

  private static ResumePointStore store(String group, String job) {
    return new ResumePointStore(offsets, group, job, "10000/5000+0~0");
  }
}
