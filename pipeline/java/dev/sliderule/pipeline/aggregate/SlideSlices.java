package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.pipeline.write.ResultRowCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Merges the slices of each group into sliding windows.
 *
 * <p>Input: what {@link AwaitSlices} gives. Output: a row for each window and group with all of its
 * slices so far: once when the watermark passes the end of the window, again whenever late events
 * have come within the allowed lateness, and early ones if the windows are to have such. A row has
 * the last millisecond of its window as timestamp.
 *
 * <p>Each slice is kept once, in the state of {@link PublishWindowsFn}, however many windows it is
 * in: a grouping by window would keep a copy for each. A runner's batch or bundle hands over all it
 * has for a shard in one element, so that windows can be published in their order. Late updates go
 * round that grouping: their timestamps are behind the watermark, and a grouping would let it go on
 * before the rows are out, past the moment when rows are final.
 */
final class SlideSlices
    extends PTransform<
        PCollection<KV<Integer, Iterable<GroupAggregates>>>, PCollection<ResultRow>> {
  private static final long serialVersionUID = 1L;

  private final SlidingWindowSpec windows;
  private final UniqueCounter counter;
  private final int run;
  private final Instant closedAt;

  private SlideSlices(SlidingWindowSpec windows, UniqueCounter counter, int run, Instant closedAt) {
    this.windows = windows;
    this.counter = counter;
    this.run = run;
    this.closedAt = closedAt;
  }

  /**
   * Rows of the windows that are not closed.
   *
   * @param run how many jobs came before this one
   * @param closedAt the watermark by which they closed windows
   */
  static SlideSlices of(
      SlidingWindowSpec windows, UniqueCounter counter, int run, Instant closedAt) {
    return new SlideSlices(windows, counter, run, closedAt);
  }

  @Override
  public PCollection<ResultRow> expand(PCollection<KV<Integer, Iterable<GroupAggregates>>> shards) {
    PCollectionTuple windowed =
        shards
            .apply("TellWindows", ParDo.of(new TellWindowsFn(windows, counter)))
            .setCoder(KvCoder.of(VarIntCoder.of(), WindowPartCoder.of()))
            .apply("AwaitWindows", AwaitWindows.of(windows, counter));
    PCollection<KV<Integer, Iterable<Update>>> due =
        windowed
            .get(AwaitWindows.DUE)
            .apply("DueAtOnce", atOnce())
            .apply("Together", GroupByKey.create());
    PCollection<KV<Integer, Iterable<Update>>> late =
        windowed.get(AwaitWindows.LATE).apply("LateAtOnce", atOnce());
    return PCollectionList.of(due)
        .and(late)
        .apply("Updates", Flatten.pCollections())
        .apply("PublishWindows", ParDo.of(new PublishWindowsFn(windows, counter, run, closedAt)))
        .setCoder(ResultRowCoder.of());
  }

  private static <T> Window<T> atOnce() {
    return Window.<T>into(new GlobalWindows())
        .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
        .withAllowedLateness(Duration.ZERO)
        .withTimestampCombiner(TimestampCombiner.EARLIEST)
        .discardingFiredPanes();
  }
}
