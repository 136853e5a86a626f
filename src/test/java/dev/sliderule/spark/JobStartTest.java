package dev.sliderule.spark;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.common.GroupOffsets;
import dev.sliderule.common.UsageException;
import dev.sliderule.launcher.EmbeddedBroker;
import dev.sliderule.pipeline.UniqueCountsPipeline;
import dev.sliderule.pipeline.options.UniqueCountsSettings;
import dev.sliderule.pipeline.resume.ResumePoint;
import dev.sliderule.pipeline.resume.ResumePointStore;
import dev.sliderule.testing.KafkaTopics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.joda.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Partition 0 has records of 2023-11-14T22:13:20 and the second after, partition 1 none. */
class JobStartTest {
  private static final Instant WATERMARK = Instant.parse("2023-11-14T22:13:21Z");

  private static EmbeddedBroker broker;
  private static KafkaTopics topics;
  private static GroupOffsets offsets;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = EmbeddedBroker.start();
    topics = new KafkaTopics(broker.bootstrapServers());
    topics.create("clicks", 2);
    topics.send("clicks", 0, 1_700_000_000_000L, null, new byte[1]);
    topics.send("clicks", 0, 1_700_000_001_000L, null, new byte[1]);
    offsets = GroupOffsets.of(broker.bootstrapServers(), Map.of(), "clicks");
  }

  @AfterAll
  static void stopBroker() {
    offsets.close();
    topics.close();
    broker.close();
  }

  @Test
  void startsWhereItIsTold() {
    Map<Integer, Long> first = Map.of(0, 0L, 1, 0L);
    assertThat(start("told", "--startFrom=earliest"), is(ResumePoint.fresh(0, first)));
    // The next one is another run of the group, whose rows replace those of the first.
    assertThat(start("told", "--startFrom=earliest"), is(ResumePoint.fresh(1, first)));
    Map<Integer, Long> end = Map.of(0, 2L, 1, 0L);
    assertThat(start("told", "--startFrom=latest"), is(ResumePoint.fresh(2, end)));
    assertThat(
        start("told", "--startFrom=2023-11-14T22:13:21Z").offsets(), is(Map.of(0, 1L, 1, 0L)));
    assertThat(start("told", "--startFrom=2024-01-01T00:00:00Z").offsets(), is(end));
  }

  @Test
  void commitsWhereItStarts() {
    start("commits", "--startFrom=latest");
    assertThat(offsets.read("commits").get(0).offset(), is(2L));
    assertThat(offsets.read("commits").get(1).offset(), is(0L));
  }

  @Test
  void goesOnWhereAnEarlierJobWas() {
    reached("resumes");
    ResumePoint expected = ResumePoint.of(6, WATERMARK, Map.of(0, 1L, 1, 0L), Map.of(0, 2L));
    assertThat(start("resumes", "--startFrom=resume"), is(expected));
  }

  @Test
  void goesOnWithACheckpointDirectoryWhateverTheStart() {
    reached("restarts");
    UniqueCountsSettings settings = settings("restarts", "--startFrom=latest");
    ResumePoint start = new JobStart(settings, offsets, store(settings, "job-2"), 2).commit(true);
    assertThat(start.run(), is(6));
    assertThat(start.offsets(), is(Map.of(0, 1L, 1, 0L)));
    UniqueCountsSettings lost = settings("restarts-lost", "--startFrom=latest");
    UsageException e =
        assertThrows(
            UsageException.class,
            () -> new JobStart(lost, offsets, store(lost, "job-2"), 2).commit(true));
    assertThat(e.getMessage(), containsString("cannot go on from its checkpoint"));
    assertThat(e.getMessage(), containsString("another --checkpointDir"));
  }

  @Test
  void cannotGoOnWithoutOffsets() {
    assertThat(
        refusal("no-offsets", "--startFrom=resume"),
        is(
            "--startFrom=resume is bad: consumer group no-offsets has no offsets; choose"
                + " --startFrom=earliest, latest or a time"));
  }

  @Test
  void cannotGoOnWithOtherWindows() {
    reached("windows");
    assertThat(
        refusal("windows", "--startFrom=resume", "--windowSize=20s"),
        containsString(
            "the windows were 10000/5000+0~30000 (size/period+offset~lateness in ms) and are to"
                + " be 20000/5000+0~30000"));
  }

  @Test
  void cannotGoOnAtTheEndOfTime() {
    store(settings("ended"), "job-1")
        .start(
            ResumePoint.of(
                1, BoundedWindow.TIMESTAMP_MAX_VALUE, Map.of(0, 2L, 1, 0L), Map.of(0, 2L)));
    assertThat(
        refusal("ended", "--startFrom=resume"),
        is(
            "the job cannot go on: consumer group ended says that the end of time has come; start"
                + " with --startFrom=earliest, latest or a time"));
  }

  @Test
  void leavesTheGroupsOfOthersAlone() {
    offsets.commit("theirs", Map.of(0, new OffsetAndMetadata(1, "")));
    for (String from : List.of("earliest", "resume")) {
      assertThat(
          refusal("theirs", "--startFrom=" + from),
          containsString("--consumerGroup=theirs is bad: another application keeps its offsets"));
    }
    assertThat(offsets.read("theirs"), is(Map.of(0, new OffsetAndMetadata(1, ""))));
  }

  /** Run 5 of a group has read partition 0, and its oldest open window starts at offset 1. */
  private static void reached(String group) {
    store(settings(group), "job-1")
        .start(ResumePoint.of(5, WATERMARK, Map.of(0, 1L), Map.of(0, 2L)));
  }

  private static ResumePoint start(String group, String... args) {
    UniqueCountsSettings settings = settings(group, args);
    return new JobStart(settings, offsets, store(settings, "job-2"), 2).commit(false);
  }

  private static String refusal(String group, String... args) {
    return assertThrows(UsageException.class, () -> start(group, args)).getMessage();
  }

  private static ResumePointStore store(UniqueCountsSettings settings, String job) {
    return new ResumePointStore(offsets, settings.consumerGroup(), job, settings.windows().name());
  }

  private static UniqueCountsSettings settings(String group, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--bootstrapServers=" + broker.bootstrapServers());
    all.add("--topic=clicks");
    all.add("--consumerGroup=" + group);
    return UniqueCountsSettings.from(UniqueCountsPipeline.options(all.toArray(new String[0])));
  }
}
