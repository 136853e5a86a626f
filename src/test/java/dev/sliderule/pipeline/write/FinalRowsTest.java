package dev.sliderule.pipeline.write;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private static final Instant OPEN = ResultRows.START;

  /** The start of the oldest open window when that of {@link #row} has closed. */
  private static final Instant CLOSED = OPEN.plus(Duration.millis(1));

  private TestStream.Builder<ShardRows> stream = TestStream.create(ShardRows.ShardRowsCoder.of());

  private final Map<Integer, Instant> openFrom = new HashMap<>();

  @Test
  void awaitsTheSlowestShardAlsoIfThatHasNoRows() {
    take(0, CLOSED, row("a", 0));
    take(1, CLOSED);
    thenFinalAre(3);
    take(2, OPEN);
    thenFinalAre(3);
    take(2, CLOSED);
    thenFinalAre(3, window(row("a", 0)));
  }

  @Test
  void rowsOfAWindowFromAllShardsAreTogether() {
    take(0, CLOSED, row("b", 0));
    take(0, BoundedWindow.TIMESTAMP_MAX_VALUE);
    thenFinalAre(2);
    take(1, CLOSED, row("c", 1), row("a", 0));
    thenFinalAre(2, window(row("a", 0), row("b", 0), row("c", 1)));
  }

  /** As bundles do on a runner with several threads. */
  @Test
  void awaitsWhatWasOvertaken() {
    take(0, CLOSED, row("a", 0));
    stream = stream.addElements(closed(1, CLOSED, BoundedWindow.TIMESTAMP_MAX_VALUE));
    thenFinalAre(2);
    stream =
        stream.addElements(
            closed(1, OPEN, CLOSED, row("b", 0)),
            closed(1, BoundedWindow.TIMESTAMP_MIN_VALUE, OPEN));
    thenFinalAre(2, window(row("a", 0), row("b", 0)));
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

  @Test
  void leavesOutRowsThatAreNotFinal() {
    stream =
        stream.addElements(
            ShardRows.of(0, OPEN, OPEN, List.of(row("a", 0)), List.of()),
            ShardRows.of(
                0,
                BoundedWindow.TIMESTAMP_MIN_VALUE,
                CLOSED,
                List.of(row("b", 0)),
                List.of(row("c", 0))));
    thenFinalAre(1, window(row("c", 0)));
  }

  private static ResultRow row(String group, long revision) {
    return ResultRows.full().setGroup(group).setRevision(revision).build();
  }

  /** Windows that a shard closes, up to one that stays open, and their rows. */
  private void take(int shard, Instant openFrom, ResultRow... rows) {
    Instant before = this.openFrom.put(shard, openFrom);
    stream =
        stream.addElements(
            closed(
                shard,
                before == null ? BoundedWindow.TIMESTAMP_MIN_VALUE : before,
                openFrom,
                rows));
  }

  private static ShardRows closed(int shard, Instant from, Instant to, ResultRow... rows) {
    return ShardRows.of(shard, from, to, List.of(), Arrays.asList(rows));
  }

  /** The windows that are final with all that was taken so far. */
  private void thenFinalAre(int shards, String... windows) {
    TestPipeline pipeline = TestPipeline.create();
    pipeline.enableAbandonedNodeEnforcement(false);
    PCollection<String> made =
        pipeline
            .apply(stream.advanceWatermarkToInfinity())
            .apply(FinalRows.of(shards))
            .apply(MapElements.into(TypeDescriptors.strings()).via(FinalRowsTest::text));
    PAssert.that(made).containsInAnyOrder(Arrays.asList(windows));
    pipeline.run().waitUntilFinish();
  }

  private static String window(ResultRow... rows) {
    return text(Arrays.asList(rows));
  }

  private static String text(List<ResultRow> window) {
    return window.toString();
  }
}
