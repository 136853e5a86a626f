package dev.sliderule.pipeline.windows;

import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/** Cuts records into blocks, as a reader does. */
final class Blocks {
  private final SliceAggregator aggregator;
  private final SliceAggregator reread;
  private final int shards;
  private final Map<Integer, Partition> partitions = new TreeMap<>();

  Blocks(SlidingWindowSpec windows, UniqueCounter counter, int shards) {
    this.aggregator = new SliceAggregator(windows, counter, shards, false);
    this.reread = new SliceAggregator(windows, counter, shards, true);
    this.shards = shards;
  }

  /** The next record of a partition, for the block that is cut next. */
  void add(int partition, Instant time, Event event) {
    aggregator.add(event, time);
    of(partition).add(time);
  }

  /** The next record of a partition, which an earlier job has dealt with. */
  void addReread(int partition, Instant time, Event event) {
    reread.add(event, time);
    of(partition).add(time);
  }

  /** A record that is in no window, for the block that is cut next. */
  void addMalformed(int partition) {
    of(partition).malformed++;
  }

  /**
   * What has been added since the last cut, for each shard.
   *
   * @param watermarks for each partition that the block has a span of
   */
  List<ShardBlock> cut(Instant readAt, Map<Integer, Instant> watermarks) {
    List<Span> spans = new ArrayList<>();
    watermarks.forEach((number, watermark) -> spans.add(of(number).cut(number, watermark)));
    Map<Integer, List<SliceSums>> sums = aggregator.drain();
    reread
        .drain()
        .forEach(
            (shard, more) -> sums.computeIfAbsent(shard, unused -> new ArrayList<>()).addAll(more));
    List<ShardBlock> blocks = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      blocks.add(new ShardBlock(readAt, spans, sums.getOrDefault(shard, List.of())));
    }
    return blocks;
  }

  private Partition of(int number) {
    return partitions.computeIfAbsent(number, unused -> new Partition());
  }

  private static final class Partition {
    private long position;
    private long events;
    private long malformed;
    private Instant maxEventTime = BoundedWindow.TIMESTAMP_MIN_VALUE;

    void add(Instant time) {
      events++;
      maxEventTime = time.isAfter(maxEventTime) ? time : maxEventTime;
    }

    Span cut(int number, Instant watermark) {
      long from = position;
      long records = events + malformed;
      position += records;
      Span span =
          Span.builder()
              .setPartition(number)
              .setFrom(from)
              .setTo(position)
              .setWatermark(watermark)
              .setMaxEventTime(maxEventTime)
              .setRecords(records)
              .setMalformed(malformed)
              .setReread(0)
              .build();
      events = 0;
      malformed = 0;
      return span;
    }
  }
}
