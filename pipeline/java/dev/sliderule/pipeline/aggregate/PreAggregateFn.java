package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Aggregates the events of a bundle by slice and group, so that only aggregates are shuffled and
 * kept. The groups are spread over shards. Aggregates leave as one element for each slice and
 * shard, at the last millisecond of the slice, when the bundle ends or as soon as there are {@code
 * maxAggregates} of them.
 */
final class PreAggregateFn extends DoFn<Event, KV<Integer, GroupAggregates>> {
  private static final long serialVersionUID = 1L;

  private final SlidingWindowSpec windows;
  private final UniqueCounter counter;
  private final int shards;
  private final int maxAggregates;
  private transient Map<Instant, Map<String, Aggregate>> slices;
  private transient int aggregates;

  /** The slice of the last event; the next one mostly falls into it too. */
  private transient Map<String, Aggregate> slice;

  private transient long sliceStart;
  private transient long sliceEnd;

  PreAggregateFn(SlidingWindowSpec windows, UniqueCounter counter, int shards, int maxAggregates) {
    this.windows = windows;
    this.counter = counter;
    this.shards = shards;
    this.maxAggregates = maxAggregates;
  }

  @StartBundle
  public void startBundle() {
    slices = new TreeMap<>();
    slice = null;
    aggregates = 0;
  }

  private void clear() {
    slices.clear();
    slice = null;
    aggregates = 0;
  }

  @ProcessElement
  public void processElement(
      @Element Event event,
      @Timestamp Instant time,
      OutputReceiver<KV<Integer, GroupAggregates>> out) {
    Map<String, Aggregate> groups = sliceOf(time);
    for (String group : event.groups()) {
      Aggregate aggregate = groups.get(group);
      if (aggregate == null) {
        aggregate = new Aggregate(counter.newSketch());
        groups.put(group, aggregate);
        aggregates++;
      }
      aggregate.add(event);
    }
    if (aggregates >= maxAggregates) {
      slices.forEach((end, slice) -> emit(slice, part -> out.outputWithTimestamp(part, end)));
      clear();
    }
  }

  private Map<String, Aggregate> sliceOf(Instant time) {
    long millis = time.getMillis();
    if (slice == null || millis < sliceStart || millis > sliceEnd) {
      Instant end = windows.endOfSlice(time);
      slice = slices.computeIfAbsent(end, unused -> new HashMap<>());
      sliceEnd = end.getMillis();
      sliceStart = sliceEnd - windows.slice().getMillis() + 1;
    }
    return slice;
  }

  @FinishBundle
  public void finishBundle(FinishBundleContext context) {
    slices.forEach(
        (end, slice) -> emit(slice, part -> context.output(part, end, GlobalWindow.INSTANCE)));
    clear();
  }

  private void emit(Map<String, Aggregate> groups, Consumer<KV<Integer, GroupAggregates>> out) {
    Map<Integer, Map<String, Aggregate>> byShard = new TreeMap<>();
    groups.forEach(
        (group, aggregate) ->
            byShard
                .computeIfAbsent(Math.floorMod(group.hashCode(), shards), unused -> new HashMap<>())
                .put(group, aggregate));
    byShard.forEach((shard, part) -> out.accept(KV.of(shard, GroupAggregates.of(part, counter))));
  }

  /**
   * Aggregates of earlier slices may leave while a later event is processed. They are not late by
   * that: the events in them came in the same bundle, which holds the watermark back until it ends.
   */
  @Override
  @SuppressWarnings("deprecation") // Beam has no other way to say this.
  public Duration getAllowedTimestampSkew() {
    return Duration.millis(Long.MAX_VALUE);
  }
}
