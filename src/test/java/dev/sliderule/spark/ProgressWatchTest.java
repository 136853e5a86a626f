package dev.sliderule.spark;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.nullValue;

import dev.sliderule.pipeline.metrics.PartitionProgress;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.errors.TimeoutException;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Time-out one minute, idle time-out five seconds, two partitions, looks once a second. */
class ProgressWatchTest {
  private static final long START = 1_000;

  private final long[] end = {START, START};
  private final long[] next = {START, START};
  private final long[] latest = {0, 0};
  private final long[] watermark = {0, 0};
  private long nanos;
  private RuntimeException failing;

  private final ProgressWatch watch =
      new ProgressWatch(
          Duration.standardMinutes(1),
          Duration.standardSeconds(5),
          Map.of(0, START, 1, START),
          this::ends,
          () -> nanos);

  // Batches.

  @Test
  void isContentWhileBatchesCompleteAndTheBacklogStays() {
    for (int second = 0; second < 300; second++) {
      send(0, 10);
      send(1, 10);
      read(0, second);
      read(1, second);
      batch();
      pass(1);
    }
    assertThat(watch.failure(), nullValue());
  }

  @Test
  void isContentWithAQuietTopic() {
    for (int second = 0; second < 300; second++) {
      batch();
      pass(1);
    }
    assertThat(watch.failure(), nullValue());
  }

  @Test
  void endsAJobInWhichNoBatchCompletes() {
    for (int second = 0; second < 60; second++) {
      pass(1);
      assertThat(watch.failure(), nullValue());
    }
    pass(1);
    assertThat(watch.failure(), containsString("no batch has been completed for 1m"));
  }

  @Test
  void aProcessThatWasStoppedForAnHourIsNotEnded() {
    for (int second = 0; second < 30; second++) {
      pass(1);
    }
    pass(3_600);
    pass(1);
    assertThat(watch.failure(), nullValue());
    batch();
    for (int second = 0; second < 55; second++) {
      pass(1);
    }
    assertThat(watch.failure(), nullValue());
  }

  // Backlog.

  @Test
  void endsAJobThatFallsBehind() {
    fallBehind(60);
    assertThat(watch.failure(), nullValue());
    fallBehind(1);
    assertThat(watch.failure(), containsString("further and further behind Kafka for 1m"));
  }

  @Test
  void doesNotTakeTheFirstOffsetForABatch() {
    next[0] = START + 5_000_000;
    end[0] = next[0];
    batch();
    fallBehind(125);
    assertThat(watch.failure(), containsString("further and further behind Kafka for 1m"));
  }

  private void fallBehind(int seconds) {
    for (int second = 0; second < seconds; second++) {
      send(0, 120);
      next[0] += 100;
      batch();
      pass(1);
    }
  }

  // Watermark.

  @Test
  void endsAJobThatDoesNotReadAPartitionWhileItReadsAnother() {
    for (int second = 0; second <= 65; second++) {
      assertThat(watch.failure(), nullValue());
      sendAndReadFirst(second);
      if (second % 10 == 5) {
        send(1, 1);
      }
      pass(1);
    }
    pass(1);
    assertThat(
        watch.failure(),
        allOf(containsString("partition 1 has been read for 1m"), containsString("others")));
  }

  @Test
  void leavesAPartitionThatIsReadAndHoldsTheWatermarkAlone() {
    for (int second = 0; second < 300; second++) {
      sendAndReadFirst(second);
      send(1, 1);
      next[1] = end[1];
      pass(1);
    }
    assertThat(watch.failure(), nullValue());
  }

  @Test
  void leavesAQuietPartitionThatHoldsTheWatermarkAlone() {
    send(1, 1);
    for (int second = 0; second < 300; second++) {
      sendAndReadFirst(second);
      pass(1);
    }
    assertThat(watch.failure(), nullValue());
  }

  @Test
  void leavesAQuietPartitionAloneWhenItsNextRecordComes() {
    send(1, 1);
    for (int second = 0; second < 200; second++) {
      sendAndReadFirst(second);
      pass(1);
    }
    send(1, 1);
    pass(1);
    assertThat(watch.failure(), nullValue());
    next[1] = end[1];
    for (int second = 200; second < 300; second++) {
      sendAndReadFirst(second);
      pass(1);
    }
    assertThat(watch.failure(), nullValue());
  }

  @Test
  void leavesEventTimesThatOnlyRepeatAlone() {
    for (int second = 0; second < 300; second++) {
      send(0, 10);
      read(0, 7);
      send(1, 1);
      batch();
      pass(1);
    }
    assertThat(watch.failure(), nullValue());
  }

  private void sendAndReadFirst(int second) {
    send(0, 1_000);
    read(0, second);
    batch();
  }

  // What fails.

  @Test
  void leavesAKafkaThatDoesNotAnswerToOthers() {
    failing = new TimeoutException("gone");
    for (int second = 0; second < 300; second++) {
      batch();
      pass(1);
    }
    assertThat(watch.failure(), nullValue());
  }

  @Test
  void seesAStallWhateverFailsBesides() {
    failing = new IllegalStateException("injected");
    for (int second = 0; second <= 61; second++) {
      try {
        pass(1);
      } catch (IllegalStateException e) {
        assertThat(e.getMessage(), containsString("injected"));
      }
    }
    assertThat(watch.failure(), containsString("no batch has been completed for 1m"));
  }

  private void send(int partition, int records) {
    end[partition] += records;
  }

  private void read(int partition, int second) {
    next[partition] = end[partition];
    latest[partition] = second;
    watermark[partition] = second;
  }

  private void batch() {
    watch.batchCompleted(progress());
  }

  private void pass(int seconds) {
    nanos += seconds * 1_000_000_000L;
    watch.look();
  }

  private Map<Integer, PartitionProgress> progress() {
    Map<Integer, PartitionProgress> progress = new HashMap<>();
    for (int p = 0; p < next.length; p++) {
      progress.put(
          p,
          PartitionProgress.of(
              next[p], Instant.ofEpochSecond(latest[p]), Instant.ofEpochSecond(watermark[p])));
    }
    return progress;
  }

  private Map<Integer, Long> ends() {
    if (failing != null) {
      throw failing;
    }
    return Map.of(0, end[0], 1, end[1]);
  }
}
