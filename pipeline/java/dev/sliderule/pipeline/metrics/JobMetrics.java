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

  /** Blocks of records that the reader has handed on to the pipeline. */
  public static final String BLOCKS = "blocks";

  /** Records counted in at least one window. */
  public static final String COUNTED = "counted";

  /** Records sent to the dead-letter topic. */
  public static final String MALFORMED = "malformed";

  /**
   * Records found too late for every window as they were read; not all that are on every runner.
   */
  public static final String LATE = "late";

  /** Records that the runner has dropped as too late for every window; a lower bound. */
  public static final String LATE_DROPPED = "late.dropped";

  /** Records that an earlier job had dealt with; not counted as read. */
  public static final String REREAD = "reread";

  /** Counted records that came late for their slice, but not for the last of their windows. */
  public static final String COUNTED_LATE = "countedLate";

  /** Of those, the ones that were in time for the first of their windows, and so for all. */
  public static final String REFINING = "refining";

  /** Result rows made, of all panes. */
  public static final String ROWS = "rows";

  /**
   * Gauge: milliseconds from the watermark that a reader has reported to the clock; none while the
   * watermark is at the beginning or the end of time.
   */
  public static final String WATERMARK_DELAY = "watermarkDelayMillis";

  /** Times that a reader has learnt its position in a partition. */
  public static final String PARTITIONS_OPENED = "partitionsOpened";

  /** Where Beam's runners count the elements that they drop as late. */
  public static final String DROPPED_DUE_TO_LATENESS = "DroppedDueToLateness";

  /** The step in which only records are dropped that are too late for every window. */
  public static final String SLICE_STEP = "Slice/";

  private JobMetrics() {}

  /** The counter of a name. */
  public static Counter counter(String name) {
    return Metrics.counter(NAMESPACE, name);
  }

  /** Notes a watermark that a reader reports. */
  public static void watermarkReported(Instant watermark, Instant now) {
    if (watermark.isAfter(BoundedWindow.TIMESTAMP_MIN_VALUE)
        && watermark.isBefore(BoundedWindow.TIMESTAMP_MAX_VALUE)) {
      Metrics.gauge(NAMESPACE, WATERMARK_DELAY).set(now.getMillis() - watermark.getMillis());
    }
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
