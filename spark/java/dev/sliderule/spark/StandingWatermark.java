package dev.sliderule.spark;

import dev.sliderule.pipeline.metrics.PartitionProgress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.annotation.Nullable;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Tells for how long the watermark has stood still although newer events are read, so that windows
 * fill and none closes. It stands where the slowest partition is. That one can be in order: it has
 * records that are older than those read before, or are malformed; or it is quiet, and its last
 * offset belongs to the end of a transaction, which readers take for a record. So only a partition
 * that has got records of which none is read for a time, while others are read, is called starved.
 *
 * <p>A topic that is quiet, or has nothing but old event times, is not spoken of at all: there is
 * nothing that waits.
 */
final class StandingWatermark {
  private final int partitions;
  private Duration now = Duration.ZERO;
  private Duration since = Duration.ZERO;
  @Nullable private Instant watermark;
  private Map<Integer, PartitionProgress> read = Map.of();
  private Map<Integer, PartitionProgress> readThen = Map.of();
  private Map<Integer, Long> ends = Map.of();
  private Map<Integer, Long> endsThen = Map.of();
  private final Map<Integer, Duration> waitsSince = new HashMap<>();

  /**
   * A watermark that has not been seen.
   *
   * @param partitions how many the topic has
   */
  StandingWatermark(int partitions) {
    this.partitions = partitions;
  }

  /**
   * Takes a look; times only grow.
   *
   * @param read how far partitions have been read
   * @param ends by partition, the offset that its next record will have
   */
  void look(Duration now, Map<Integer, PartitionProgress> read, Map<Integer, Long> ends) {
    this.now = now;
    this.read = read;
    this.ends = ends;
    Instant lowest = lowest();
    if (!lowest.equals(watermark) || lowest.equals(BoundedWindow.TIMESTAMP_MAX_VALUE)) {
      watermark = lowest;
      since = now;
      readThen = read;
      endsThen = ends;
    }
    for (int partition = 0; partition < partitions; partition++) {
      if (waits(partition)) {
        waitsSince.putIfAbsent(partition, now);
      } else {
        waitsSince.remove(partition);
      }
    }
  }

  /**
   * Whether a partition has got records since the watermark stands, of which none has been read.
   */
  private boolean waits(int partition) {
    return offset(read, partition) == offset(readThen, partition)
        && ends.getOrDefault(partition, 0L) > endsThen.getOrDefault(partition, 0L);
  }

  private Instant lowest() {
    return IntStream.range(0, partitions)
        .mapToObj(partition -> watermark(partition))
        .min(Instant::compareTo)
        .orElse(BoundedWindow.TIMESTAMP_MIN_VALUE);
  }

  private Instant watermark(int partition) {
    PartitionProgress progress = read.get(partition);
    return progress == null ? BoundedWindow.TIMESTAMP_MIN_VALUE : progress.watermark();
  }

  /** Whether it has stood for longer than a time, and newer events than ever have been read. */
  boolean stoodFor(Duration time) {
    return now.minus(since).isLongerThan(time) && newest(read).isAfter(newest(readThen));
  }

  private static Instant newest(Map<Integer, PartitionProgress> read) {
    return read.values().stream()
        .map(PartitionProgress::maxEventTime)
        .max(Instant::compareTo)
        .orElse(BoundedWindow.TIMESTAMP_MIN_VALUE);
  }

  /** Returns the partitions by which it stands. */
  List<Integer> holders() {
    return IntStream.range(0, partitions)
        .boxed()
        .filter(partition -> watermark(partition).equals(watermark))
        .collect(Collectors.toList());
  }

  /** Returns those of them whose first new record has waited for longer than a time. */
  List<Integer> starvedFor(Duration time) {
    return holders().stream()
        .filter(waitsSince::containsKey)
        .filter(partition -> now.minus(waitsSince.get(partition)).isLongerThan(time))
        .collect(Collectors.toList());
  }

  private static long offset(Map<Integer, PartitionProgress> read, int partition) {
    PartitionProgress progress = read.get(partition);
    return progress == null ? 0 : progress.nextOffset();
  }
}
