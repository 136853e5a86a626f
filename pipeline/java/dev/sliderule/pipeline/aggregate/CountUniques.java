package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import dev.sliderule.pipeline.write.ResultRow;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Instant;

/**
 * Counts events, different unique keys and amounts in sliding windows, for every group.
 *
 * <p>Input: what {@link PreAggregation} makes of events, in the global window. Output: result rows.
 * A window that no event falls into has no row. The rows equal, in their final values, what Beam's
 * {@code SlidingWindows} with its {@code ApproximateUnique} give for the same events; the events
 * themselves are aggregated only once, by slice, so that an event costs the same however many
 * windows it belongs to. The groups are spread over shards, which is what runners group by: few
 * keys with much to each cost far less than many with little.
 *
 * <p>An event that comes later than the allowed lateness is dropped from the windows that are
 * closed, and counted in those that are not.
 */
public final class CountUniques
    extends PTransform<PCollection<KV<Integer, GroupAggregates>>, PCollection<ResultRow>> {
  private static final long serialVersionUID = 1L;

  private final SlidingWindowSpec windows;
  private final UniqueCounter counter;
  private final int run;
  private final Instant closedAt;

  private CountUniques(
      SlidingWindowSpec windows, UniqueCounter counter, int run, Instant closedAt) {
    this.windows = windows;
    this.counter = counter;
    this.run = run;
    this.closedAt = closedAt;
  }

  public static CountUniques in(SlidingWindowSpec windows, UniqueCounter counter) {
    return new CountUniques(windows, counter, 0, BoundedWindow.TIMESTAMP_MIN_VALUE);
  }

  /**
   * The same for a job that goes on where another has ended: rows of windows that were closed are
   * left out, and the revisions of the others are higher than any before.
   *
   * @param jobs how many came before
   * @param watermark by which windows were closed
   */
  public CountUniques resuming(int jobs, Instant watermark) {
    return new CountUniques(windows, counter, jobs, watermark);
  }

  @Override
  public PCollection<ResultRow> expand(PCollection<KV<Integer, GroupAggregates>> slices) {
    return slices
        .apply("Slice", AwaitSlices.of(windows))
        .apply("Slide", SlideSlices.of(windows, counter, run, closedAt));
  }
}
