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
import org.joda.time.Instant;

/**
 * Counts the records that are in at least one window ({@link JobMetrics#COUNTED}), in the slices of
 * the overall total, which are disjoint and hold every record once.
 *
 * <p>A pane of a slice that is on time holds the watermark back until its windows have it, so its
 * records are in all of them. The records of a late pane may find windows closed. They are sent
 * through windows that close when the first and the last of their sliding windows do: those that
 * pass the last one are counted ({@link JobMetrics#COUNTED_LATE}), those that pass the first one as
 * well are in all their windows ({@link JobMetrics#REFINING}).
 */
final class CountCounted extends PTransform<PCollection<KV<String, Aggregate>>, PDone> {
  private static final long serialVersionUID = 1L;

  private static final String FIRST_WINDOW = "first";
  private static final String LAST_WINDOW = "last";

  private final SlidingWindowSpec windows;

  private CountCounted(SlidingWindowSpec windows) {
    this.windows = windows;
  }

  static CountCounted in(SlidingWindowSpec windows) {
    return new CountCounted(windows);
  }

  @Override
  public PDone expand(PCollection<KV<String, Aggregate>> slices) {
    PCollection<KV<String, Long>> late =
        slices
            .apply("CountOnTime", ParDo.of(new CountOnTimeFn(windows)))
            .apply(
                "AssignFirstAndLastWindows",
                Window.<KV<String, Long>>into(windows.windowEnds())
                    .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
                    .discardingFiredPanes());
    Lateness.set(late, windows.allowedLateness());
    late.apply("SumRecords", Sum.longsPerKey()).apply("CountLate", ParDo.of(new CountLateFn()));
    return PDone.in(slices.getPipeline());
  }

  /** Counts panes on time, and sends late ones to the ends of their first and last windows. */
  private static final class CountOnTimeFn extends DoFn<KV<String, Aggregate>, KV<String, Long>> {
    private static final long serialVersionUID = 1L;

    private final Counter counted = JobMetrics.counter(JobMetrics.COUNTED);
    private final SlidingWindowSpec windows;

    CountOnTimeFn(SlidingWindowSpec windows) {
      this.windows = windows;
    }

    @ProcessElement
    public void processElement(
        @Element KV<String, Aggregate> slice,
        @Timestamp Instant time,
        PaneInfo pane,
        OutputReceiver<KV<String, Long>> out) {
      if (!slice.getKey().equals(Grouping.ALL_GROUP)) {
        return;
      }
      long records = slice.getValue().records();
      if (pane.getTiming() != PaneInfo.Timing.LATE) {
        counted.inc(records);
        return;
      }
      out.outputWithTimestamp(KV.of(FIRST_WINDOW, records), windows.endOfFirstWindow(time));
      out.outputWithTimestamp(KV.of(LAST_WINDOW, records), windows.endOfLastWindow(time));
    }
  }

  private static final class CountLateFn extends DoFn<KV<String, Long>, Void> {
    private static final long serialVersionUID = 1L;

    private final Counter counted = JobMetrics.counter(JobMetrics.COUNTED);
    private final Counter countedLate = JobMetrics.counter(JobMetrics.COUNTED_LATE);
    private final Counter refining = JobMetrics.counter(JobMetrics.REFINING);

    @ProcessElement
    public void processElement(@Element KV<String, Long> passed) {
      if (passed.getKey().equals(LAST_WINDOW)) {
        counted.inc(passed.getValue());
        countedLate.inc(passed.getValue());
      } else {
        refining.inc(passed.getValue());
      }
    }
  }
}
