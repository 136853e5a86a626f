package dev.sliderule.pipeline.write;

import dev.sliderule.pipeline.window.Lateness;
import java.util.Iterator;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;

/**
 * Keeps the last row of each window and group, and passes it on when the window can no longer
 * change: once, when the watermark passes the window's end plus the allowed lateness.
 *
 * <p>Input: rows as they are made. Output: rows in windows that {@link ClosingWindows} makes, one
 * for each sliding window.
 *
 * <p>No row comes too late for that: the grouping that makes a row holds the watermark of this one
 * back until the row is here, and makes none when the watermark has passed.
 */
final class FinalRows extends PTransform<PCollection<ResultRow>, PCollection<ResultRow>> {
  private static final long serialVersionUID = 1L;

  private final Duration allowedLateness;

  private FinalRows(Duration allowedLateness) {
    this.allowedLateness = allowedLateness;
  }

  /** Of windows that take records up to {@code allowedLateness} after their end. */
  static FinalRows after(Duration allowedLateness) {
    return new FinalRows(allowedLateness);
  }

  @Override
  public PCollection<ResultRow> expand(PCollection<ResultRow> rows) {
    PCollection<ResultRow> closing =
        rows.apply(
            "AssignClosing",
            Window.<ResultRow>into(new ClosingWindows(allowedLateness))
                .triggering(DefaultTrigger.of())
                .discardingFiredPanes());
    Lateness.set(closing, Duration.ZERO);
    return closing
        .apply("KeyByGroup", WithKeys.of(ResultRow::group).withKeyType(TypeDescriptors.strings()))
        .apply("AwaitClosing", GroupByKey.create())
        .apply("PickLast", ParDo.of(new PickLastFn()))
        .setCoder(ResultRowCoder.of());
  }

  private static final class PickLastFn extends DoFn<KV<String, Iterable<ResultRow>>, ResultRow> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void processElement(
        @Element KV<String, Iterable<ResultRow>> group, OutputReceiver<ResultRow> out) {
      Iterator<ResultRow> rows = group.getValue().iterator();
      // Spark's runner may fire panes that are empty.
      if (!rows.hasNext()) {
        return;
      }
      ResultRow last = rows.next();
      while (rows.hasNext()) {
        last = ResultRow.later(last, rows.next());
      }
      out.output(last);
    }
  }
}
