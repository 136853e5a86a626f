package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Merges the slices of each group into sliding windows.
 *
 * <p>Input: what {@link SliceEvents} gives. Output: for each window and group the aggregate of all
 * its slices so far: once when the watermark passes the end of the window, again whenever late
 * events have come within the allowed lateness, and early ones if the windows are to have such.
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
    return slices
        .apply("AdmitSlices", AdmitSlices.to(windows, counter))
        .apply("MergeSlices", Combine.perKey(new MergeAggregatesFn(counter)));
  }
}
