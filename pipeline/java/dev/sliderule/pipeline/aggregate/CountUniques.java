package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.pipeline.write.ResultRowCoder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
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
   * @param run how many jobs came before
   * @param watermark by which windows were closed
   */
  public CountUniques resuming(int run, Instant watermark) {
    return new CountUniques(windows, counter, run, watermark);
  }

  @Override
  public PCollection<ResultRow> expand(PCollection<Event> events) {
    return events
        .apply("Slice", SliceEvents.of(windows, counter))
        .apply("Slide", SlideSlices.of(windows, counter))
        .apply("MakeRows", ParDo.of(new MakeRowFn(windows, run, closedAt)))
        .setCoder(ResultRowCoder.of());
  }
}
