package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.event.Grouping;
import dev.sliderule.pipeline.metrics.JobMetrics;
import dev.sliderule.pipeline.window.Lateness;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import dev.sliderule.pipeline.write.ResultRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.IterableCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Says when a window with something in it is to be published: when the watermark passes its end,
 * and again when late records have come that it still takes.
 *
 * <p>A late part may find its window closed. Runners drop such elements in a grouping, where no
 * code of ours runs; so what comes out of this one is counted, and goes into no further grouping
 * that drops anything.
 */
final class AwaitWindows
    extends PTransform<PCollection<KV<Integer, WindowPart>>, PCollectionTuple> {
  private static final long serialVersionUID = 1L;

  /** Windows whose end the watermark has just passed, or early ones, and slices new in them. */
  static final TupleTag<KV<Integer, Update>> DUE = new TupleTag<KV<Integer, Update>>() {};

  /** Windows that were published, one in each element. */
  static final TupleTag<KV<Integer, Iterable<Update>>> LATE =
      new TupleTag<KV<Integer, Iterable<Update>>>() {};

  private final SlidingWindowSpec windows;
  private final UniqueCounter counter;

  private AwaitWindows(SlidingWindowSpec windows, UniqueCounter counter) {
    this.windows = windows;
    this.counter = counter;
  }

  static AwaitWindows of(SlidingWindowSpec windows, UniqueCounter counter) {
    return new AwaitWindows(windows, counter);
  }

  @Override
  public PCollectionTuple expand(PCollection<KV<Integer, WindowPart>> parts) {
    PCollection<KV<Integer, WindowPart>> windowed =
        parts.apply(
            "AssignWindows",
            Window.<KV<Integer, WindowPart>>into(new WindowsByEnd(windows))
                .triggering(Triggers.onTimeAndLate(windows.earlyFiring()))
                .discardingFiredPanes());
    Lateness.set(windowed, windows.allowedLateness());
    PCollectionTuple announced =
        windowed
            .apply("DropIntoClosedWindows", GroupByKey.create())
            .apply(
                "Announce",
                ParDo.of(new AnnounceFn(counter, windows.earlyFiring() != null))
                    .withOutputTags(DUE, TupleTagList.of(LATE)));
    announced.get(DUE).setCoder(KvCoder.of(VarIntCoder.of(), UpdateCoder.of()));
    announced.get(LATE).setCoder(KvCoder.of(VarIntCoder.of(), IterableCoder.of(UpdateCoder.of())));
    return announced;
  }

  /** Puts late parts together, and counts them in the last and in the first of their windows. */
  private static final class AnnounceFn
      extends DoFn<KV<Integer, Iterable<WindowPart>>, KV<Integer, Update>> {
    private static final long serialVersionUID = 1L;

    private final Counter counted = JobMetrics.counter(JobMetrics.COUNTED);
    private final Counter countedLate = JobMetrics.counter(JobMetrics.COUNTED_LATE);
    private final Counter refining = JobMetrics.counter(JobMetrics.REFINING);
    private final UniqueCounter counter;
    private final boolean hasEarly;

    AnnounceFn(UniqueCounter counter, boolean hasEarly) {
      this.counter = counter;
      this.hasEarly = hasEarly;
    }

    @ProcessElement
    public void processElement(
        @Element KV<Integer, Iterable<WindowPart>> shard,
        BoundedWindow window,
        PaneInfo pane,
        MultiOutputReceiver out) {
      Map<String, Aggregate> late = new HashMap<>();
      boolean isEmpty = true;
      for (WindowPart part : shard.getValue()) {
        isEmpty = false;
        if (part.isLate()) {
          part.aggregates()
              .forEach(
                  counter,
                  Grouping.ALL_GROUP::equals,
                  (group, aggregate) -> count(part, aggregate.records()));
          part.aggregates().addTo(late, counter, group -> true);
        } else if (part.isFirstWindow()) {
          out.get(DUE)
              .output(KV.of(shard.getKey(), Update.ofSlice(part.sliceEnd(), part.aggregates())));
        }
      }
      // Spark's runner keeps the timer that ends a window for as long again as late records are
      // allowed, and fires an empty pane in each batch until then. After early panes, the one that
      // is on time may be empty as well.
      if (isEmpty && (!hasEarly || pane.getTiming() != PaneInfo.Timing.ON_TIME)) {
        return;
      }
      Update update =
          Update.ofWindow(
              window.maxTimestamp(),
              Rows.pane(pane.getTiming()),
              GroupAggregates.of(late, counter));
      if (update.pane() == ResultRow.Pane.LATE) {
        out.get(LATE).output(KV.of(shard.getKey(), List.of(update)));
      } else {
        out.get(DUE).output(KV.of(shard.getKey(), update));
      }
    }

    private void count(WindowPart part, long records) {
      if (part.isLastWindow()) {
        counted.inc(records);
        countedLate.inc(records);
      }
      if (part.isFirstWindow()) {
        refining.inc(records);
      }
    }
  }
}
