package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.count.UniqueEstimate;
import dev.sliderule.pipeline.metrics.JobMetrics;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import dev.sliderule.pipeline.write.ResultRow;
import java.math.BigDecimal;
import java.math.MathContext;
import javax.annotation.Nullable;
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
    UniqueEstimate unique = aggregate.unique();
    return ResultRow.builder()
        .setWindowStart(window.start())
        .setWindowEnd(window.end())
        .setGroup(group)
        .setRecords(aggregate.records())
        .setUnique(unique.value())
        .setUniqueLow(unique.low())
        .setUniqueHigh(unique.high())
        .setUniqueMissing(aggregate.uniqueMissing())
        .setAmountSum(aggregate.amountSum())
        .setAmountAvg(average(aggregate))
        .setAmountMissing(aggregate.amountMissing())
        .setSequenceMin(aggregate.sequenceMin())
        .setSequenceMax(aggregate.sequenceMax())
        .setPane(pane(pane.getTiming()))
        .setRevision(run * REVISIONS_PER_RUN + pane.getIndex())
        .build();
  }

  @Nullable
  private static BigDecimal average(Aggregate aggregate) {
    long amounts = aggregate.records() - aggregate.amountMissing();
    return amounts == 0
        ? null
        : aggregate.amountSum().divide(BigDecimal.valueOf(amounts), MathContext.DECIMAL64);
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
