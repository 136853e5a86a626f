package dev.sliderule.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * When the watermark passes the ends of windows, as seen from outside: when the last of all
 * partitions has got an event that is by the allowed disorder younger. In epoch milliseconds.
 */
final class WatermarkPassings {
  private final long periodMillis;
  private final long disorderMillis;

  /** By partition: the end of a window, and when the first event that is past it was appended. */
  private final List<Map<Long, Long>> firstPast = new ArrayList<>();

  WatermarkPassings(int partitions, long periodMillis, long disorderMillis) {
    this.periodMillis = periodMillis;
    this.disorderMillis = disorderMillis;
    for (int i = 0; i < partitions; i++) {
      firstPast.add(new TreeMap<>());
    }
  }

  /** An event has been appended to a partition. */
  synchronized void appended(int partition, long eventTime, long appendTime) {
    long end = Math.floorDiv(eventTime - disorderMillis, periodMillis) * periodMillis;
    firstPast.get(partition).merge(end, appendTime, Math::min);
  }

  /** When the watermark passed the end of a window; empty if it did not. */
  synchronized OptionalLong passed(long windowEnd) {
    long last = Long.MIN_VALUE;
    for (Map<Long, Long> partition : firstPast) {
      OptionalLong first =
          partition.entrySet().stream()
              .filter(past -> past.getKey() >= windowEnd)
              .mapToLong(Map.Entry::getValue)
              .min();
      if (first.isEmpty()) {
        return OptionalLong.empty();
      }
      last = Math.max(last, first.getAsLong());
    }
    return OptionalLong.of(last);
  }
}
