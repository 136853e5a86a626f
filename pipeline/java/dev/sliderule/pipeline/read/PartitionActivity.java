package dev.sliderule.pipeline.read;

import java.util.function.LongSupplier;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * What must not be forgotten about a partition when a runner closes its reader and opens another
 * one in the same process: since when it is read, when the last record came, and how far it is.
 */
final class PartitionActivity {
  private final Instant since;
  private final LongSupplier nanoTime;
  private volatile Instant lastRecord;
  private volatile long lastRecordNanos;
  private volatile boolean opened;
  private volatile Instant watermark = BoundedWindow.TIMESTAMP_MIN_VALUE;
  private volatile Instant maxEventTime = BoundedWindow.TIMESTAMP_MIN_VALUE;

  /**
   * The activity of a partition that is read from now on.
   *
   * @param nanoTime as {@link System#nanoTime}
   */
  PartitionActivity(Instant now, LongSupplier nanoTime) {
    this.since = now;
    this.nanoTime = nanoTime;
    recordAt(now);
  }

  /** When reading began. */
  Instant since() {
    return since;
  }

  /** When the last record came; if none did, when reading began. */
  Instant lastRecord() {
    return lastRecord;
  }

  void recordAt(Instant now) {
    lastRecord = now;
    lastRecordNanos = nanoTime.getAsLong();
  }

  /** The time since the last record, by a clock that is not corrected. */
  Duration silence() {
    return Duration.millis((nanoTime.getAsLong() - lastRecordNanos) / 1_000_000);
  }

  /** Notes how far the partition is; what is earlier than before is ignored. */
  synchronized void reached(Instant watermark, Instant maxEventTime) {
    this.watermark = PartitionProgress.later(this.watermark, watermark);
    this.maxEventTime = PartitionProgress.later(this.maxEventTime, maxEventTime);
  }

  /** The watermark of this partition alone. */
  Instant watermark() {
    return watermark;
  }

  /** The latest event time of what has been read; the start of time before the first event. */
  Instant maxEventTime() {
    return maxEventTime;
  }

  /** Notes that a reader knows its position; whether it is the first one. */
  boolean open() {
    boolean first = !opened;
    opened = true;
    return first;
  }
}
