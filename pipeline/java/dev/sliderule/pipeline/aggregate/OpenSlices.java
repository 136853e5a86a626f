package dev.sliderule.pipeline.aggregate;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What is kept of a shard: each slice that is in a window which can still be published, once. Times
 * are the last milliseconds of slices and windows, since 1970.
 */
final class OpenSlices {
  /** What came in time, by the end of the slice. */
  final NavigableMap<Long, GroupAggregates> slices = new TreeMap<>();

  /** Windows that differ from what their slices say, by their end. */
  final NavigableMap<Long, ChangedWindow> changed = new TreeMap<>();

  /** The end of the latest window that was published on time. */
  long published = Long.MIN_VALUE;

  /** What is known of a window besides its slices. */
  static final class ChangedWindow {
    /** What came late, and was not too late for this window. */
    GroupAggregates late = GroupAggregates.none();

    /** The groups that have had an early or a late row. */
    final Map<String, PublishedGroup> groups = new HashMap<>();
  }

  /** What has been published of a group. */
  static final class PublishedGroup {
    /** Number of rows. */
    long rows;

    /** Number of records in the last row. */
    long records;

    PublishedGroup(long rows, long records) {
      this.rows = rows;
      this.records = records;
    }
  }
}
