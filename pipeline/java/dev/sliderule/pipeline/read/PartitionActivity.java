package dev.sliderule.pipeline.read;

import java.util.function.LongSupplier;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * What must not be forgotten about a partition when a runner closes its reader and opens another
 * one in the same process: for how long it is read, when the last record came, and how far it is.
 * Times are those of a clock that is not corrected.
 */
final class PartitionActivity {
  private final LongSupplier nanoTime;
  private final long sinceNanos;
  private volatile long lastRecordNanos;
  private volatile boolean opened;
  private volatile boolean ended;
  private volatile Instant watermark = BoundedWindow.TIMESTAMP_MIN_VALUE;
  private volatile Instant maxEventTime = BoundedWindow.TIMESTAMP_MIN_VALUE;

  /**
   * The activity of a partition that is read from now on, and has had no record so far.
   *
   * @param nanoTime as {@link System#nanoTime}
   */
  PartitionActivity(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.sinceNanos = nanoTime.getAsLong();
    this.lastRecordNanos = sinceNanos;
  }

  /** The time since reading began. */
  Duration age() {
    return timeSince(sinceNanos);
  }

  /** Notes that a record has come. */
  void noteRecord() {
    lastRecordNanos = nanoTime.getAsLong();
  }

  /** The time since the last record came; if none did, since reading began. */
  Duration silence() {
    return timeSince(lastRecordNanos);
  }

  private Duration timeSince(long nanos) {
    return Duration.millis((nanoTime.getAsLong() - nanos) / 1_000_000);
  }

  /** Notes how far the partition is; what is earlier than before is ignored. */
  synchronized void reached(Instant watermark, Instant maxEventTime) {
    this.watermark = later(this.watermark, watermark);
    this.maxEventTime = later(this.maxEventTime, maxEventTime);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** Notes that a block says that there will be no more records. */
  void end() {
    ended = true;
  }

  boolean hasEnded() {
    return ended;
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
