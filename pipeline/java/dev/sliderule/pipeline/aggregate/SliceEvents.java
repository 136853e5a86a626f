package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Aggregates events by slice and group, so that an event costs the same however many windows it
 * belongs to. The groups are spread over shards, which is what runners group by: few keys with much
 * to each cost far less than many with little.
 *
 * <p>Input: events in the global window, with their event times as timestamps. Output: disjoint
 * aggregates, each at the last millisecond of its slice; those of a slice and shard together when
 * the watermark passes the slice, then those of each arrival of late events as long as some window
 * over the slice still takes them, and early ones if the windows are to have such. Later events are
 * dropped.
 */
final class SliceEvents
    extends PTransform<PCollection<Event>, PCollection<KV<Integer, Iterable<GroupAggregates>>>> {
  private static final long serialVersionUID = 1L;

  /** Bounds the memory of a bundle: as many sketches, of up to 13 kB each by default. */
  private static final int MAX_AGGREGATES = 10_000;

  private final SlidingWindowSpec windows;
  private final UniqueCounter counter;
  private final int shards;

  private SliceEvents(SlidingWindowSpec windows, UniqueCounter counter, int shards) {
    this.windows = windows;
    this.counter = counter;
    this.shards = shards;
  }

  static SliceEvents of(SlidingWindowSpec windows, UniqueCounter counter, int shards) {
    return new SliceEvents(windows, counter, shards);
  }

  @Override
  public PCollection<KV<Integer, Iterable<GroupAggregates>>> expand(PCollection<Event> events) {
    return events
        .apply(
            "PreAggregate", ParDo.of(new PreAggregateFn(windows, counter, shards, MAX_AGGREGATES)))
        .setCoder(KvCoder.of(VarIntCoder.of(), GroupAggregatesCoder.of()))
        .apply(
            "AssignSlices",
            Window.<KV<Integer, GroupAggregates>>into(windows.sliceWindows())
                .triggering(Triggers.onTimeAndLate(windows.earlyFiring()))
                .withAllowedLateness(windows.sliceLateness())
                .discardingFiredPanes())
        .apply("AwaitSlices", GroupByKey.create());
  }
}
