package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.event.Event;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Aggregates the events of each group by slice, so that an event costs the same however many
 * windows it belongs to.
 *
 * <p>Input: events by group, with their event times as timestamps. Output: disjoint aggregates,
 * each at the last millisecond of its slice; one when the watermark passes the slice and one for
 * each arrival of late events, as long as some window over the slice still takes them. Later events
 * are dropped.
 */
final class SliceEvents
    extends PTransform<PCollection<KV<String, Event>>, PCollection<KV<String, Aggregate>>> {
  private static final long serialVersionUID = 1L;

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
  public PCollection<KV<String, Aggregate>> expand(PCollection<KV<String, Event>> events) {
    return events
        .apply(
            "AssignSlices",
            Window.<KV<String, Event>>into(FixedWindows.of(windows.slice()))
                .triggering(
                    AfterWatermark.pastEndOfWindow()
                        .withLateFirings(AfterPane.elementCountAtLeast(1)))
                .withAllowedLateness(windows.sliceLateness())
                .discardingFiredPanes())
        .apply("AggregateSlices", Combine.perKey(AggregateFn.ofEvents(counter)));
  }
}
