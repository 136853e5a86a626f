package dev.sliderule.pipeline.write;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Windows of ten seconds, which may change for five seconds after their end. */
class FinalRowsTest {
  private static final Duration LATENESS = Duration.standardSeconds(5);

  /** The watermark with which the window of {@link #row} takes nothing any more. */
  private static final Instant CLOSED = ResultRows.END.plus(LATENESS);

  private TestStream.Builder<ShardRows> stream = TestStream.create(ShardRows.ShardRowsCoder.of());

  @Test
  void awaitsTheSlowestShardAlsoIfThatHasNoRows() {
    take(0, CLOSED, row("a", 0));
    take(1, CLOSED);
    thenFinalAre(3);
    take(2, CLOSED.minus(Duration.millis(1)));
    thenFinalAre(3);
    take(2, CLOSED);
    thenFinalAre(3, window(row("a", 0)));
  }

  @Test
  void rowsOfAWindowFromAllShardsAreTogether() {
    take(0, CLOSED, row("a", 0));
    take(0, BoundedWindow.TIMESTAMP_MAX_VALUE);
    thenFinalAre(2);
    take(1, CLOSED, row("b", 0), row("c", 1));
    thenFinalAre(2, window(row("a", 0), row("b", 0), row("c", 1)));
  }

  @Test
  void aWatermarkThatIsOlderThanOneBeforeTakesNothingBack() {
    take(0, CLOSED);
    take(0, ResultRows.END, row("a", 0));
    thenFinalAre(1, window(row("a", 0)));
  }

  @Test
  void eachWindowIsFinalByItself() {
    Instant start = ResultRows.START.plus(Duration.millis(5_000));
    ResultRow later =
        ResultRows.full()
            .setGroup("a")
            .setWindowStart(start)
            .setWindowEnd(start.plus(Duration.millis(10_000)))
            .build();
    take(0, BoundedWindow.TIMESTAMP_MAX_VALUE, later, row("a", 0));
    take(1, CLOSED);
    thenFinalAre(2, window(row("a", 0)));
    take(1, BoundedWindow.TIMESTAMP_MAX_VALUE);
    thenFinalAre(2, window(row("a", 0)), window(later));
  }

  private static ResultRow row(String group, long revision) {
    return ResultRows.full().setGroup(group).setRevision(revision).build();
  }

  /** Rows that a shard makes, and the watermark that it reaches with them. */
  private void take(int shard, Instant watermark, ResultRow... rows) {
    stream = stream.addElements(ShardRows.of(shard, watermark, List.of(), Arrays.asList(rows)));
  }

  /** The windows that are final with all that was taken so far. */
  private void thenFinalAre(int shards, String... windows) {
    TestPipeline pipeline = TestPipeline.create();
    pipeline.enableAbandonedNodeEnforcement(false);
    PCollection<String> made =
        pipeline
            .apply(stream.advanceWatermarkToInfinity())
            .apply(FinalRows.of(shards, LATENESS))
            .apply(MapElements.into(TypeDescriptors.strings()).via(FinalRowsTest::text));
    PAssert.that(made).containsInAnyOrder(Arrays.asList(windows));
    pipeline.run().waitUntilFinish();
  }

  private static String window(ResultRow... rows) {
    return text(Arrays.asList(rows));
  }

  /** The rows of a window, in the order of their groups. */
  private static String text(List<ResultRow> window) {
    List<ResultRow> sorted = new ArrayList<>(window);
    sorted.sort((a, b) -> a.group().compareTo(b.group()));
    return sorted.toString();
  }
}
