package dev.sliderule.pipeline.windows;

import dev.sliderule.pipeline.metrics.JobMetrics;
import dev.sliderule.pipeline.write.ResultRow;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.KV;

/**
 * Turns the aggregate of a window and group into its result row. Spark's runner keeps the timer
 * that ends a window for as long again as late records were allowed, and fires an empty pane in
 * each batch until then; a row of it would replace the one that counts.
 */
final class MakeRowFn extends DoFn<KV<String, Aggregate>, ResultRow> {
  private static final long serialVersionUID = 1L;

  private final Counter rows = JobMetrics.counter(JobMetrics.ROWS);

  @ProcessElement
  public void processElement(
      @Element KV<String, Aggregate> element,
      BoundedWindow window,
      PaneInfo pane,
      OutputReceiver<ResultRow> out) {
    if (element.getValue().records() > 0) {
      ResultRow row = row((IntervalWindow) window, pane, element.getKey(), element.getValue());
      rows.inc();
      JobMetrics.counter(JobMetrics.rows(row.pane().name())).inc();
      out.output(row);
    }
  }

  private ResultRow row(IntervalWindow window, PaneInfo pane, String group, Aggregate aggregate) {
    return Rows.of(
        window.start(), window.end(), group, aggregate, pane(pane.getTiming()), pane.getIndex());
  }

  private static ResultRow.Pane pane(PaneInfo.Timing timing) {
    switch (timing) {
      case EARLY:
        return ResultRow.Pane.EARLY;
      case LATE:
        return ResultRow.Pane.LATE;
      default:
        return ResultRow.Pane.ON_TIME;
    }
  }
}
