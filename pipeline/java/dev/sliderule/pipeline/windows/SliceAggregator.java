package dev.sliderule.pipeline.windows;

import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.event.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.joda.time.Instant;

/** Aggregates events by slice and group. The groups are spread over shards. */
public final class SliceAggregator {
  private final SlidingWindowSpec windows;
  private final UniqueCounter counter;
  private final int shards;
  private final boolean isReread;
  private final Map<Instant, Map<String, Aggregate>> slices = new TreeMap<>();
  private int size;

  /** The slice of the last event; the next one mostly falls into it too. */
  private Map<String, Aggregate> slice = Map.of();

  private long sliceStart = Long.MAX_VALUE;
  private long sliceEnd = Long.MIN_VALUE;

  /**
   * An aggregator without an event.
   *
   * @param shards how many the groups are spread over, at least 1
   * @param isReread whether the events are of records that an earlier job has dealt with
   */
  public SliceAggregator(
      SlidingWindowSpec windows, UniqueCounter counter, int shards, boolean isReread) {
    this.windows = windows;
    this.counter = counter;
    this.shards = shards;
    this.isReread = isReread;
  }

  /** Adds an event to the sums of its groups in its slice. */
  public void add(Event event, Instant time) {
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
  public int size() {
    return size;
  }

  /** Hands out, by shard, the sums of the groups in each slice, and begins anew. */
  public Map<Integer, List<SliceSums>> drain() {
    Map<Integer, List<SliceSums>> drained = new TreeMap<>();
    slices.forEach(
        (end, groups) ->
            byShard(groups)
                .forEach(
                    (shard, part) ->
                        drained
                            .computeIfAbsent(shard, unused -> new ArrayList<>())
                            .add(new SliceSums(end, GroupAggregates.of(part, counter), isReread))));
    slices.clear();
    size = 0;
    sliceStart = Long.MAX_VALUE;
    sliceEnd = Long.MIN_VALUE;
    return drained;
  }

  private Map<Integer, Map<String, Aggregate>> byShard(Map<String, Aggregate> groups) {
    Map<Integer, Map<String, Aggregate>> byShard = new TreeMap<>();
    groups.forEach(
        (group, aggregate) ->
            byShard
                .computeIfAbsent(shardOf(group, shards), unused -> new HashMap<>())
                .put(group, aggregate));
    return byShard;
  }

  /** The shard that has a group. */
  static int shardOf(String group, int shards) {
    return Math.floorMod(group.hashCode(), shards);
  }
}
