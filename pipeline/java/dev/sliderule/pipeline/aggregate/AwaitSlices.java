package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.window.SlidingWindowSpec;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Puts together what belongs to a slice and shard.
 *
 * <p>Input: aggregates at the last milliseconds of their slices, in the global window. Output: the
 * same, those of a slice and shard together when the watermark passes the slice, then those of each
 * arrival of late events as long as some window over the slice still takes them, and early ones if
 * the windows are to have such. Later ones are dropped.
 */
final class AwaitSlices
    extends PTransform<
        PCollection<KV<Integer, GroupAggregates>>,
        PCollection<KV<Integer, Iterable<GroupAggregates>>>> {
  private static final long serialVersionUID = 1L;

  private final SlidingWindowSpec windows;

  private AwaitSlices(SlidingWindowSpec windows) {
    this.windows = windows;
  }

  static AwaitSlices of(SlidingWindowSpec windows) {
    return new AwaitSlices(windows);
  }

  @Override
  public PCollection<KV<Integer, Iterable<GroupAggregates>>> expand(
      PCollection<KV<Integer, GroupAggregates>> slices) {
    return slices
        .apply(
            "AssignSlices",
            Window.<KV<Integer, GroupAggregates>>into(windows.sliceWindows())
                .triggering(Triggers.onTimeAndLate(windows.earlyFiring()))
                .withAllowedLateness(windows.sliceLateness())
                .discardingFiredPanes())
        .apply("AwaitSlices", GroupByKey.create());
  }
}
