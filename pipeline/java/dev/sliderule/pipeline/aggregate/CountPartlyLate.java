package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.event.Grouping;
import dev.sliderule.pipeline.metrics.JobMetrics;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/**
 * Counts the records that came too late for the first of their windows, but not for all.
 *
 * <p>Only late panes of slices can miss a window: one on time holds the watermark back until its
 * windows have it. So the records of late panes are counted twice: before a window that closes when
 * their first sliding window does ({@link JobMetrics#SLICED_LATE}), and behind it ({@link
 * JobMetrics#REFINING}). Those in between have missed it.
 */
final class CountPartlyLate extends PTransform<PCollection<KV<String, Aggregate>>, PDone> {
  private static final long serialVersionUID = 1L;

  private final SlidingWindowSpec windows;

  private CountPartlyLate(SlidingWindowSpec windows) {
    this.windows = windows;
  }

  static CountPartlyLate in(SlidingWindowSpec windows) {
    return new CountPartlyLate(windows);
  }

  @Override
  public PDone expand(PCollection<KV<String, Aggregate>> slices) {
    PCollection<KV<String, Long>> late =
        slices
            .apply("KeepLatePanes", ParDo.of(new KeepLatePanesFn()))
            .apply(
                "AssignFirstWindows",
                Window.<KV<String, Long>>into(windows.firstWindowEnds())
                    .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
                    .discardingFiredPanes());
    Lateness.set(late, windows.allowedLateness());
    late.apply("SumRecords", Sum.longsPerKey())
        .apply("CountRefining", ParDo.of(new CountRefiningFn()));
    return PDone.in(slices.getPipeline());
  }

  private static final class KeepLatePanesFn extends DoFn<KV<String, Aggregate>, KV<String, Long>> {
    private static final long serialVersionUID = 1L;

    private final Counter slicedLate = JobMetrics.counter(JobMetrics.SLICED_LATE);

    @ProcessElement
    public void processElement(
        @Element KV<String, Aggregate> slice, PaneInfo pane, OutputReceiver<KV<String, Long>> out) {
      if (slice.getKey().equals(Grouping.ALL_GROUP) && pane.getTiming() == PaneInfo.Timing.LATE) {
        slicedLate.inc(slice.getValue().records());
        out.output(KV.of(slice.getKey(), slice.getValue().records()));
      }
    }
  }

  private static final class CountRefiningFn extends DoFn<KV<String, Long>, Void> {
    private static final long serialVersionUID = 1L;

    private final Counter refining = JobMetrics.counter(JobMetrics.REFINING);

    @ProcessElement
    public void processElement(@Element KV<String, Long> records) {
      refining.inc(records.getValue());
    }
  }
}
