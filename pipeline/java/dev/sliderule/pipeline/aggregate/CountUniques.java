package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import dev.sliderule.pipeline.write.ResultRow;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Instant;

/**
 * Counts events, different unique keys and amounts in sliding windows, for every group.
 *
 * <p>Input: events with their event times as timestamps. Output: result rows. A window that no
 * event falls into has no row. The rows equal, in their final values, what Beam's {@code
 * SlidingWindows} with its {@code ApproximateUnique} give for the same events; the events
 * themselves are aggregated only once, by slice.
 *
 * <p>An event that comes later than the allowed lateness is dropped from the windows that are
 * closed, and counted in those that are not.
 */
public final class CountUniques extends PTransform<PCollection<Event>, PCollection<ResultRow>> {
  private static final long serialVersionUID = 1L;

  private final SlidingWindowSpec windows;
  private final UniqueCounter counter;
  private final int shards;
  private final int run;
  private final Instant closedAt;

  private CountUniques(
      SlidingWindowSpec windows, UniqueCounter counter, int shards, int run, Instant closedAt) {
    this.windows = windows;
    this.counter = counter;
    this.shards = shards;
    this.run = run;
    this.closedAt = closedAt;
  }

  public static CountUniques in(SlidingWindowSpec windows, UniqueCounter counter) {
    return new CountUniques(windows, counter, 1, 0, BoundedWindow.TIMESTAMP_MIN_VALUE);
  }

  /**
   * The same with the groups spread over shards, which are counted side by side.
   *
   * @param number how many, at least 1: as many as there are cores, as each has a cost of its own
   */
  public CountUniques withShards(int number) {
    return new CountUniques(windows, counter, number, run, closedAt);
  }

  /**
   * The same for a job that goes on where another has ended: rows of windows that were closed are
   * left out, and the revisions of the others are higher than any before.
   *
   * @param jobs how many came before
   * @param watermark by which windows were closed
   */
  public CountUniques resuming(int jobs, Instant watermark) {
    return new CountUniques(windows, counter, shards, jobs, watermark);
  }

  @Override
  public PCollection<ResultRow> expand(PCollection<Event> events) {
    return events
        .apply("Slice", SliceEvents.of(windows, counter, shards))
        .apply("Slide", SlideSlices.of(windows, counter, run, closedAt));
  }
}
