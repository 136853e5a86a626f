package dev.sliderule.pipeline.metrics;

import com.google.auto.value.AutoValue;
import org.joda.time.Instant;

/** How far a partition has been counted. Every number only grows. */
@AutoValue
public abstract class PartitionProgress {

  /** The offset after the last record counted. */
  public abstract long nextOffset();

  /** The latest event time of the records before that. */
  public abstract Instant maxEventTime();

  /** Records still to come are later than this, or late. */
  public abstract Instant watermark();

  /**
   * Makes a progress.
   *
   * @param nextOffset the offset after the last record counted
   * @param maxEventTime the latest event time of the records before that
   * @param watermark records still to come are later than this, or late
   */
  public static PartitionProgress of(long nextOffset, Instant maxEventTime, Instant watermark) {
    return new AutoValue_PartitionProgress(nextOffset, maxEventTime, watermark);
  }
}
