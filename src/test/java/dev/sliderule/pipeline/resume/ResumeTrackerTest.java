package dev.sliderule.pipeline.resume;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.sliderule.pipeline.windows.SlidingWindowSpec;
import java.util.Map;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Windows of 10 s each 5 s, which take records for 2 s more. */
class ResumeTrackerTest {
  private static final SlidingWindowSpec WINDOWS =
      SlidingWindowSpec.builder()
          .setSize(Duration.standardSeconds(10))
          .setPeriod(Duration.standardSeconds(5))
          .setAllowedLateness(Duration.standardSeconds(2))
          .build();

  @Test
  void goesOnAtTheStartAsLongAsNoWindowIsClosed() {
    ResumePoint start = ResumePoint.fresh(3, Map.of(0, 7L, 1, 0L));
    ResumeTracker tracker = new ResumeTracker(WINDOWS::startOfOldestOpenWindow, start);
    tracker.processed(0, 20, second(100));
    ResumePoint point = tracker.at(BoundedWindow.TIMESTAMP_MIN_VALUE);
    assertThat(
        point,
        is(
            ResumePoint.of(
                3,
                BoundedWindow.TIMESTAMP_MIN_VALUE,
                Map.of(0, 7L, 1, 0L),
                Map.of(0, 20L, 1, 0L))));
  }

  @Test
  void goesOnAtTheFirstRecordOfTheOldestOpenWindow() {
    ResumeTracker tracker =
        new ResumeTracker(
            WINDOWS::startOfOldestOpenWindow, ResumePoint.fresh(0, Map.of(0, 0L, 1, 0L, 2, 0L)));
    tracker.processed(0, 10, second(14));
    tracker.processed(0, 20, second(16));
    tracker.processed(1, 5, second(15));
    // The window from 10 s takes records until 21.999 s, so the one from 15 s is the oldest.
    ResumePoint point = tracker.at(second(22));
    assertThat(point.offsets(), is(Map.of(0, 10L, 1, 0L, 2, 0L)));
    assertThat(point.processed(), is(Map.of(0, 20L, 1, 5L, 2, 0L)));
    assertThat(point.watermark(), is(second(22)));
    // And here it still is open.
    assertThat(
        new ResumeTracker(WINDOWS::startOfOldestOpenWindow, point).at(second(21)).watermark(),
        is(second(22)));
  }

  @Test
  void aWindowTakesRecordsUntilItsLatenessIsOver() {
    ResumeTracker tracker =
        new ResumeTracker(WINDOWS::startOfOldestOpenWindow, ResumePoint.fresh(0, Map.of(0, 0L)));
    tracker.processed(0, 10, second(9));
    tracker.processed(0, 20, second(14));
    assertThat(tracker.at(second(22).minus(Duration.millis(1))).offsets(), is(Map.of(0, 10L)));
    assertThat(tracker.at(second(22)).offsets(), is(Map.of(0, 20L)));
  }

  @Test
  void keepsWhatAnEarlierJobHadDone() {
    ResumePoint start = ResumePoint.of(2, second(50), Map.of(0, 10L), Map.of(0, 40L, 1, 8L));
    ResumeTracker tracker = new ResumeTracker(WINDOWS::startOfOldestOpenWindow, start);
    tracker.processed(0, 15, second(38));
    ResumePoint point = tracker.at(second(30));
    assertThat(point.run(), is(2));
    assertThat(point.watermark(), is(second(50)));
    assertThat(point.offsets(), is(Map.of(0, 15L)));
    assertThat(point.processed(), is(Map.of(0, 40L, 1, 8L)));
    tracker.processed(0, 41, second(38));
    assertThat(tracker.at(second(30)).processed(), is(Map.of(0, 41L, 1, 8L)));
  }

  @Test
  void theEndOfAnInputClosesNoWindowForTheNextJob() {
    ResumeTracker tracker = tracker(ResumePoint.fresh(0, Map.of(0, 0L, 1, 0L, 2, 0L)));
    tracker.processed(0, 10, second(14));
    tracker.processed(0, 20, second(31));
    tracker.processed(1, 5, second(40));
    tracker.ended(1, second(40));
    assertThat(tracker.at(second(28)).watermark(), is(second(28)));
    tracker.ended(0, second(31));
    // Partition 2 is empty.
    tracker.ended(2, BoundedWindow.TIMESTAMP_MIN_VALUE);
    ResumePoint end = tracker.at(BoundedWindow.TIMESTAMP_MAX_VALUE);
    assertThat(end.watermark(), is(second(31)));
    assertThat(end.offsets(), is(Map.of(0, 10L, 1, 0L, 2, 0L)));
    assertThat(end.processed(0), is(20L));
    assertThat(end.processed(2), is(0L));
  }

  @Test
  void aPartitionThatHasEndedHoldsTheNextJobBackByItsOwnRecords() {
    ResumeTracker tracker = tracker(ResumePoint.fresh(0, Map.of(0, 0L, 1, 0L)));
    tracker.processed(0, 10, second(20));
    tracker.ended(0, second(20));
    tracker.processed(1, 5, second(500));
    assertThat(tracker.at(second(500)).watermark(), is(second(20)));
  }

  @Test
  void aPartitionWithoutNewRecordsHoldsNothingBackAtTheEnd() {
    ResumePoint start = ResumePoint.of(1, second(20), Map.of(0, 0L, 1, 5L), Map.of(0, 10L, 1, 5L));
    ResumeTracker tracker = tracker(start);
    tracker.processed(0, 10, second(20));
    tracker.ended(0, second(20));
    assertThat(tracker.at(BoundedWindow.TIMESTAMP_MAX_VALUE).watermark(), is(second(20)));
    tracker.processed(1, 7, second(500));
    tracker.ended(1, second(500));
    assertThat(tracker.at(BoundedWindow.TIMESTAMP_MAX_VALUE).watermark(), is(second(500)));
  }

  @Test
  void whatComesAfterTheEndOfAPartitionDoesNotMoveThePoint() {
    ResumeTracker tracker = tracker(ResumePoint.fresh(0, Map.of(0, 0L, 1, 0L, 2, 0L)));
    tracker.processed(0, 10, second(20));
    tracker.ended(0, second(20));
    tracker.processed(1, 5, second(100));
    assertThat(tracker.at(second(100)).watermark(), is(second(20)));
    tracker.processed(0, 15, second(80));
    tracker.ended(0, second(80));
    // Partition 2 has nothing but malformed records.
    tracker.processed(2, 15, BoundedWindow.TIMESTAMP_MIN_VALUE);
    tracker.ended(2, BoundedWindow.TIMESTAMP_MIN_VALUE);
    tracker.ended(1, second(100));
    assertThat(tracker.at(BoundedWindow.TIMESTAMP_MAX_VALUE).watermark(), is(second(20)));
  }

  @Test
  void aPartitionThatWasEmptyAtItsEndHoldsThePointIfRecordsCome() {
    ResumeTracker tracker = tracker(ResumePoint.fresh(0, Map.of(0, 0L, 1, 0L)));
    tracker.processed(0, 10, second(20));
    tracker.ended(1, BoundedWindow.TIMESTAMP_MIN_VALUE);
    tracker.processed(1, 5, second(100));
    assertThat(tracker.at(second(20)).watermark(), is(BoundedWindow.TIMESTAMP_MIN_VALUE));
  }

  @Test
  void aJobThatOnlyReadsAgainLeavesThePointWhereItWas() {
    ResumePoint start = ResumePoint.of(1, second(20), Map.of(0, 0L, 1, 0L), Map.of(0, 10L, 1, 5L));
    ResumeTracker tracker = tracker(start);
    tracker.processed(0, 10, second(20));
    tracker.ended(0, second(20));
    tracker.processed(1, 5, second(500));
    assertThat(tracker.at(second(490)).watermark(), is(second(20)));
    tracker.ended(1, second(500));
    assertThat(tracker.at(BoundedWindow.TIMESTAMP_MAX_VALUE).watermark(), is(second(20)));
  }

  @Test
  void aJobWithoutARecordGoesOnWhereItBegan() {
    ResumePoint start = ResumePoint.fresh(0, Map.of(0, 7L));
    ResumePoint end = tracker(start).at(BoundedWindow.TIMESTAMP_MAX_VALUE);
    assertThat(end.watermark(), is(BoundedWindow.TIMESTAMP_MIN_VALUE));
    assertThat(end.offsets(), is(Map.of(0, 7L)));
  }

  private static ResumeTracker tracker(ResumePoint start) {
    return new ResumeTracker(WINDOWS::startOfOldestOpenWindow, start);
  }

  private static Instant second(long second) {
    return Instant.ofEpochSecond(second);
  }
}
