package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.metrics.JobMetrics;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import dev.sliderule.pipeline.write.ResultRow;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;

/**
 * Turns the aggregate of a window and group into its result row. Spark's runner keeps the timer
 * that ends a window for as long again as late records were allowed, and fires an empty pane in
 * each batch until then; a row of it would replace the one that counts.
 */
final class MakeRowFn extends DoFn<KV<String, Aggregate>, ResultRow> {
  private static final long serialVersionUID = 1L;

  /**
   * More panes than a window will have in one run, so that the revisions of the next are higher.
   */
  private static final long REVISIONS_PER_RUN = 1_000_000;

  private final Counter rows = JobMetrics.counter(JobMetrics.ROWS);
  private final SlidingWindowSpec windows;
  private final int run;
  private final Instant closedAt;

  /**
   * Rows of the windows that are not closed.
   *
   * @param run how many jobs came before this one
   * @param closedAt the watermark by which they closed windows
   */
  MakeRowFn(SlidingWindowSpec windows, int run, Instant closedAt) {
    this.windows = windows;
    this.run = run;
    this.closedAt = closedAt;
  }

  @ProcessElement
  public void processElement(
      @Element KV<String, Aggregate> element,
      BoundedWindow window,
      PaneInfo pane,
      OutputReceiver<ResultRow> out) {
    if (element.getValue().records() > 0 && !windows.isClosed(window.maxTimestamp(), closedAt)) {
      ResultRow row = row((IntervalWindow) window, pane, element.getKey(), element.getValue());
      rows.inc();
      JobMetrics.counter(JobMetrics.rows(row.pane().name())).inc();
      out.output(row);
    }
  }

  private ResultRow row(IntervalWindow window, PaneInfo pane, String group, Aggregate aggregate) {
    return Rows.of(
        window.start(),
        window.end(),
        group,
        aggregate,
        Rows.pane(pane.getTiming()),
        run * REVISIONS_PER_RUN + pane.getIndex());
  }
}
