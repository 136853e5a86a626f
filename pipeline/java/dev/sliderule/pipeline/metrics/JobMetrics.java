package dev.sliderule.pipeline.metrics;

import dev.sliderule.pipeline.event.MalformedReason;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/**
 * Names of the job's Beam metrics. All are counters of records, unless said otherwise;
 * docs/metrics.md has them with their units.
 */
public final class JobMetrics {
  public static final String NAMESPACE = "sliderule";

  /** Records read from the topic. */
  public static final String READ = "read";

  /** Records counted in at least one window. */
  public static final String COUNTED = "counted";

  /** Records sent to the dead-letter topic. */
  public static final String MALFORMED = "malformed";

  /** Records that came too late for every window. */
  public static final String LATE = "late";

  /** Records that an earlier job had dealt with; not counted as read. */
  public static final String REREAD = "reread";

  /** Counted records that came too late for some of their windows. */
  public static final String PARTLY_LATE = "partlyLate";

  /** Counted records that are in all their windows, one of which had been published before. */
  public static final String REFINING = "refining";

  /** Result rows made, of all panes. */
  public static final String ROWS = "rows";

  /**
   * Gauge: milliseconds from the watermark by which windows are published to the clock; none while
   * the watermark is at the beginning or the end of time.
   */
  public static final String WATERMARK_DELAY = "watermarkDelayMillis";

  /** Times that a reader has learnt its position in a partition. */
  public static final String PARTITIONS_OPENED = "partitionsOpened";

  /**
   * Distributions, of which the largest value counts, as that is the same however often a runner
   * computes something again: the watermark that each shard has reached, and for each partition the
   * position up to which it was read, that up to which it was counted, and the latest event time
   * and the watermark there. Times are in milliseconds since 1970.
   */
  static final String SHARD_WATERMARK = "shardWatermark.";

  static final String READ_TO = "readTo.";
  static final String POSITION = "position.";
  static final String MAX_EVENT_TIME = "maxEventTime.";
  static final String WATERMARK = "watermark.";

  private JobMetrics() {}

  /** The counter of a name. */
  public static Counter counter(String name) {
    return Metrics.counter(NAMESPACE, name);
  }

  /** Notes the watermark by which windows are published. */
  public static void watermarkReached(Instant watermark, Instant now) {
    if (watermark.isAfter(BoundedWindow.TIMESTAMP_MIN_VALUE)
        && watermark.isBefore(BoundedWindow.TIMESTAMP_MAX_VALUE)) {
      Metrics.gauge(NAMESPACE, WATERMARK_DELAY).set(now.getMillis() - watermark.getMillis());
    }
  }

  /** Notes how far a shard is. */
  public static void shardReached(int shard, Instant watermark) {
    reached(SHARD_WATERMARK, shard, watermark.getMillis());
  }

  /** Notes up to where a partition has been read. */
  public static void partitionRead(int partition, long position) {
    reached(READ_TO, partition, position);
  }

  /** Notes up to where the records of a partition have been counted. */
  public static void partitionReached(
      int partition, long position, Instant maxEventTime, Instant watermark) {
    reached(POSITION, partition, position);
    reached(MAX_EVENT_TIME, partition, maxEventTime.getMillis());
    reached(WATERMARK, partition, watermark.getMillis());
  }

  private static void reached(String name, int number, long value) {
    Metrics.distribution(NAMESPACE, name + number).update(value);
  }

  /** The name of the counter of result rows of one kind of pane: EARLY, ON_TIME or LATE. */
  public static String rows(String pane) {
    return ROWS + "." + pane;
  }

  /** The name of the counter of malformed records with one reason. */
  public static String malformed(MalformedReason reason) {
    return MALFORMED + "." + reason;
  }
}
