package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Aggregates the events of each group by slice, so that an event costs the same however many
 * windows it belongs to.
 *
 * <p>Input: events in the global window, with their event times as timestamps. Output: disjoint
 * aggregates, each at the last millisecond of its slice; one when the watermark passes the slice,
 * one for each arrival of late events as long as some window over the slice still takes them, and
 * early ones if the windows are to have such. Later events are dropped.
 */
final class SliceEvents extends PTransform<PCollection<Event>, PCollection<KV<String, Aggregate>>> {
  private static final long serialVersionUID = 1L;

  /** Bounds the memory of a bundle: as many sketches, of up to 13 kB each by default. */
  private static final int MAX_AGGREGATES = 10_000;

  private final SlidingWindowSpec windows;
  private final UniqueCounter counter;

  private SliceEvents(SlidingWindowSpec windows, UniqueCounter counter) {
    this.windows = windows;
    this.counter = counter;
  }

  static SliceEvents of(SlidingWindowSpec windows, UniqueCounter counter) {
    return new SliceEvents(windows, counter);
  }

  @Override
  public PCollection<KV<String, Aggregate>> expand(PCollection<Event> events) {
    return events
        .apply("PreAggregate", ParDo.of(new PreAggregateFn(windows, counter, MAX_AGGREGATES)))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), AggregateCoder.of(counter)))
        .apply(
            "AssignSlices",
            Window.<KV<String, Aggregate>>into(windows.sliceWindows())
                .triggering(Triggers.onTimeAndLate(windows.earlyFiring()))
                .withAllowedLateness(windows.sliceLateness())
                .discardingFiredPanes())
        .apply("AggregateSlices", Combine.perKey(new MergeAggregatesFn(counter)));
  }
}
