package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.event.Grouping;
import dev.sliderule.pipeline.metrics.JobMetrics;
import dev.sliderule.pipeline.window.Lateness;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Instant;

/**
 * Assigns slices to the sliding windows that still take them, and counts the records that are in at
 * least one window, in the slices of the overall total: those are disjoint and hold every record
 * once ({@link JobMetrics#COUNTED}).
 *
 * <p>A pane of a slice that is on time holds the watermark back until its windows have it, so it is
 * in all of them. A late pane may find windows closed. Runners drop such elements in a grouping,
 * where no code of ours runs; so late panes go through a grouping of their own first, which passes
 * each on at once, in the windows that are open. What comes out of it is counted, and cannot be
 * dropped by the next grouping: until that has it, the watermark there stays behind.
 */
final class AdmitSlices
    extends PTransform<PCollection<KV<String, Aggregate>>, PCollection<KV<String, Aggregate>>> {
  private static final long serialVersionUID = 1L;

  private static final TupleTag<KV<String, Aggregate>> ON_TIME =
      new TupleTag<KV<String, Aggregate>>() {};
  private static final TupleTag<KV<String, Aggregate>> LATE =
      new TupleTag<KV<String, Aggregate>>() {};

  private final SlidingWindowSpec windows;
  private final UniqueCounter counter;

  private AdmitSlices(SlidingWindowSpec windows, UniqueCounter counter) {
    this.windows = windows;
    this.counter = counter;
  }

  static AdmitSlices to(SlidingWindowSpec windows, UniqueCounter counter) {
    return new AdmitSlices(windows, counter);
  }

  @Override
  public PCollection<KV<String, Aggregate>> expand(PCollection<KV<String, Aggregate>> slices) {
    Coder<KV<String, Aggregate>> coder =
        KvCoder.of(StringUtf8Coder.of(), AggregateCoder.of(counter));
    PCollectionTuple panes =
        slices.apply(
            "PartPanes",
            ParDo.of(new PartPanesFn()).withOutputTags(ON_TIME, TupleTagList.of(LATE)));
    PCollection<KV<String, Aggregate>> onTime =
        panes
            .get(ON_TIME)
            .setCoder(coder)
            .apply(
                "AssignWindows",
                Window.<KV<String, Aggregate>>into(windows.slidingWindows())
                    .triggering(Triggers.onTimeAndLate(windows.earlyFiring()))
                    .accumulatingFiredPanes());
    Lateness.set(onTime, windows.allowedLateness());

    PCollection<KV<String, Aggregate>> late =
        panes
            .get(LATE)
            .setCoder(coder)
            .apply(
                "AssignWindowsLate",
                Window.<KV<String, Aggregate>>into(windows.slidingWindows())
                    .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
                    .discardingFiredPanes());
    Lateness.set(late, windows.allowedLateness());
    PCollection<KV<String, Aggregate>> admitted =
        late.apply("MarkWindows", ParDo.of(new MarkWindowFn(windows)))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), LateSliceCoder.of(counter)))
            .apply("DropIntoClosedWindows", GroupByKey.create())
            .apply("CountAdmitted", ParDo.of(new CountAdmittedFn()))
            .setCoder(coder)
            .setWindowingStrategyInternal(onTime.getWindowingStrategy());
    return PCollectionList.of(onTime).and(admitted).apply("AllSlices", Flatten.pCollections());
  }

  private static boolean isOverall(KV<String, ?> slice) {
    return slice.getKey().equals(Grouping.ALL_GROUP);
  }

  /** Parts late panes from the others, and counts the others. Empty ones go no further. */
  private static final class PartPanesFn
      extends DoFn<KV<String, Aggregate>, KV<String, Aggregate>> {
    private static final long serialVersionUID = 1L;

    private final Counter counted = JobMetrics.counter(JobMetrics.COUNTED);

    @ProcessElement
    public void processElement(
        @Element KV<String, Aggregate> slice, PaneInfo pane, MultiOutputReceiver out) {
      if (slice.getValue().records() == 0) {
        return;
      }
      if (pane.getTiming() == PaneInfo.Timing.LATE) {
        out.get(LATE).output(slice);
        return;
      }
      if (isOverall(slice)) {
        counted.inc(slice.getValue().records());
      }
      out.get(ON_TIME).output(slice);
    }
  }

  /** Notes whether the window is the first and whether it is the last one over the slice. */
  private static final class MarkWindowFn
      extends DoFn<KV<String, Aggregate>, KV<String, LateSlice>> {
    private static final long serialVersionUID = 1L;

    private final SlidingWindowSpec windows;

    MarkWindowFn(SlidingWindowSpec windows) {
      this.windows = windows;
    }

    @ProcessElement
    public void processElement(
        @Element KV<String, Aggregate> slice,
        @Timestamp Instant time,
        BoundedWindow window,
        OutputReceiver<KV<String, LateSlice>> out) {
      out.output(
          KV.of(
              slice.getKey(),
              LateSlice.of(
                  slice.getValue(),
                  window.maxTimestamp().equals(windows.endOfFirstWindow(time)),
                  window.maxTimestamp().equals(windows.endOfLastWindow(time)))));
    }
  }

  /** Passes on what its window still takes, and counts it in the last and in the first window. */
  private static final class CountAdmittedFn
      extends DoFn<KV<String, Iterable<LateSlice>>, KV<String, Aggregate>> {
    private static final long serialVersionUID = 1L;

    private final Counter counted = JobMetrics.counter(JobMetrics.COUNTED);
    private final Counter countedLate = JobMetrics.counter(JobMetrics.COUNTED_LATE);
    private final Counter refining = JobMetrics.counter(JobMetrics.REFINING);

    @ProcessElement
    public void processElement(
        @Element KV<String, Iterable<LateSlice>> group, OutputReceiver<KV<String, Aggregate>> out) {
      for (LateSlice slice : group.getValue()) {
        long records = slice.aggregate().records();
        if (isOverall(group) && slice.isLastWindow()) {
          counted.inc(records);
          countedLate.inc(records);
        }
        if (isOverall(group) && slice.isFirstWindow()) {
          refining.inc(records);
        }
        out.output(KV.of(group.getKey(), slice.aggregate()));
      }
    }
  }
}
