package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;

/** Aggregates events by slice and group. The groups are spread over shards. */
final class SliceAggregator {
  private final SlidingWindowSpec windows;
  private final UniqueCounter counter;
  private final int shards;
  private final Map<Instant, Map<String, Aggregate>> slices = new TreeMap<>();
  private int size;

  /** The slice of the last event; the next one mostly falls into it too. */
  private Map<String, Aggregate> slice = Map.of();

  private long sliceStart = Long.MAX_VALUE;
  private long sliceEnd = Long.MIN_VALUE;

  SliceAggregator(SlidingWindowSpec windows, UniqueCounter counter, int shards) {
    this.windows = windows;
    this.counter = counter;
    this.shards = shards;
  }

  void add(Event event, Instant time) {
    Map<String, Aggregate> groups = sliceOf(time);
    for (String group : event.groups()) {
      Aggregate aggregate = groups.get(group);
      if (aggregate == null) {
        aggregate = new Aggregate(counter.newSketch());
        groups.put(group, aggregate);
        size++;
      }
      aggregate.add(event);
    }
  }

  private Map<String, Aggregate> sliceOf(Instant time) {
    long millis = time.getMillis();
    if (millis < sliceStart || millis > sliceEnd) {
      Instant end = windows.endOfSlice(time);
      slice = slices.computeIfAbsent(end, unused -> new HashMap<>());
      sliceEnd = end.getMillis();
      sliceStart = sliceEnd - windows.slice().getMillis() + 1;
    }
    return slice;
  }

  /** How many aggregates there are. */
  int size() {
    return size;
  }

  /**
   * Hands out all aggregates and begins anew.
   *
   * @param action takes what a slice has for a shard, and the last millisecond of the slice
   */
  void drain(BiConsumer<KV<Integer, GroupAggregates>, Instant> action) {
    slices.forEach(
        (end, groups) ->
            byShard(groups)
                .forEach(
                    (shard, part) ->
                        action.accept(KV.of(shard, GroupAggregates.of(part, counter)), end)));
    slices.clear();
    size = 0;
    sliceStart = Long.MAX_VALUE;
    sliceEnd = Long.MIN_VALUE;
  }

  private Map<Integer, Map<String, Aggregate>> byShard(Map<String, Aggregate> groups) {
    Map<Integer, Map<String, Aggregate>> byShard = new TreeMap<>();
    groups.forEach(
        (group, aggregate) ->
            byShard
                .computeIfAbsent(Math.floorMod(group.hashCode(), shards), unused -> new HashMap<>())
                .put(group, aggregate));
    return byShard;
  }
}
