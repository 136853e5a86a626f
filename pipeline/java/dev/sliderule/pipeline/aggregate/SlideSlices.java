package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.count.UniqueCounter;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Merges the slices of each group into sliding windows.
 *
 * <p>Input: what {@link SliceEvents} gives. Output: for each window and group the aggregate of all
 * its slices so far: once when the watermark passes the end of the window, and again whenever late
 * events have come within the allowed lateness.
 */
final class SlideSlices
    extends PTransform<PCollection<KV<String, Aggregate>>, PCollection<KV<String, Aggregate>>> {
  private static final long serialVersionUID = 1L;

  private final SlidingWindowSpec windows;
  private final UniqueCounter counter;

  private SlideSlices(SlidingWindowSpec windows, UniqueCounter counter) {
    this.windows = windows;
    this.counter = counter;
  }

  static SlideSlices of(SlidingWindowSpec windows, UniqueCounter counter) {
    return new SlideSlices(windows, counter);
  }

  @Override
  public PCollection<KV<String, Aggregate>> expand(PCollection<KV<String, Aggregate>> slices) {
    PCollection<KV<String, Aggregate>> windowed =
        slices.apply(
            "AssignSlidingWindows",
            Window.<KV<String, Aggregate>>into(
                    SlidingWindows.of(windows.size()).every(windows.period()))
                .triggering(
                    AfterWatermark.pastEndOfWindow()
                        .withLateFirings(AfterPane.elementCountAtLeast(1)))
                .accumulatingFiredPanes());
    // Window.withAllowedLateness never shortens what came before, and the slices' is longer.
    windowed.setWindowingStrategyInternal(
        windowed.getWindowingStrategy().withAllowedLateness(windows.allowedLateness()));
    return windowed.apply("MergeSlices", Combine.perKey(AggregateFn.ofAggregates(counter)));
  }
}
