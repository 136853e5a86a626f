package dev.sliderule.pipeline.write;

import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class FinalRowsTest {
  private static final Duration LATENESS = Duration.standardSeconds(5);

  /** The first millisecond from which on the window takes nothing any more. */
  private static final Instant CLOSED = ResultRows.END.plus(LATENESS);

  private final TestPipeline pipeline = TestPipeline.create();

  FinalRowsTest() {
    pipeline.enableAbandonedNodeEnforcement(false);
  }

  private static ResultRow row(String group, long revision) {
    return ResultRows.full().setGroup(group).setRevision(revision).build();
  }

  /** As the rows of a job come: at the end of their window, also when they are late. */
  private static TimestampedValue<ResultRow> made(ResultRow row) {
    return TimestampedValue.of(row, row.windowEnd().minus(Duration.millis(1)));
  }

  private PCollection<ResultRow> finalRows(TestStream<ResultRow> rows) {
    return pipeline
        .apply(rows)
        .apply(
            Window.<ResultRow>into(
                    SlidingWindows.of(Duration.standardSeconds(10))
                        .every(Duration.standardSeconds(5)))
                .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
                .withAllowedLateness(LATENESS)
                .accumulatingFiredPanes())
        .apply(FinalRows.after(LATENESS));
  }

  @Test
  void keepsTheLastRowUntilTheMomentInWhichItsWindowCloses() {
    ResultRow otherWindow =
        ResultRows.full()
            .setGroup("a")
            .setWindowStart(ResultRows.START.plus(Duration.millis(5_000)))
            .setWindowEnd(ResultRows.END.plus(Duration.millis(5_000)))
            .setRevision(0)
            .build();
    TestStream<ResultRow> rows =
        TestStream.create(ResultRowCoder.of())
            .addElements(made(row("a", 0)), made(row("b", 0)))
            .advanceWatermarkTo(ResultRows.END)
            .addElements(made(row("a", 2)))
            .addElements(made(row("a", 1)))
            .addElements(made(otherWindow))
            .advanceWatermarkTo(CLOSED.minus(Duration.millis(1)))
            .addElements(made(row("b", 1)))
            .advanceWatermarkTo(CLOSED)
            .addElements(made(row("a", 3)), made(row("b", 3)))
            .advanceWatermarkToInfinity();
    PAssert.that(finalRows(rows)).containsInAnyOrder(row("a", 2), row("b", 1), otherWindow);
    pipeline.run().waitUntilFinish();
  }

  @Test
  void passesOnWhatIsOpenWhenTheInputEnds() {
    TestStream<ResultRow> rows =
        TestStream.create(ResultRowCoder.of())
            .addElements(made(row("a", 0)))
            .advanceWatermarkToInfinity();
    PAssert.that(finalRows(rows)).containsInAnyOrder(row("a", 0));
    pipeline.run().waitUntilFinish();
  }
}
