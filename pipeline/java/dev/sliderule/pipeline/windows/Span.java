package dev.sliderule.pipeline.windows;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import org.joda.time.Instant;

/**
 * What a reader has read of one partition in a row, and what it promises for the rest: records from
 * {@link #to} on are not earlier than the watermark, or late. Spans of a partition join: each
 * begins where the one before it ends. A span without records only moves the watermark.
 */
@AutoValue
public abstract class Span implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Number of the partition, from 0. */
  public abstract int partition();

  /** The position, an offset, at which reading began. */
  public abstract long from();

  /** The position at which the next span begins; at least {@link #from}. */
  public abstract long to();

  /** The watermark of the partition after this span; the end of time if there will be no other. */
  public abstract Instant watermark();

  /** The latest event time read so far; the start of time before the first event. */
  public abstract Instant maxEventTime();

  /** Number of records read; those that an earlier job had dealt with are not among them. */
  public abstract long records();

  /** Of those, the number of malformed ones. */
  public abstract long malformed();

  /** Number of records that an earlier job had dealt with, and that are in no open window. */
  public abstract long reread();

  /** Whether it only moves the watermark. */
  boolean isEmpty() {
    return from() == to();
  }

  public static Builder builder() {
    return new AutoValue_Span.Builder();
  }

  /** Builds spans; everything must be set. */
  @AutoValue.Builder
  public abstract static class Builder {
    public abstract Builder setPartition(int partition);

    public abstract Builder setFrom(long from);

    public abstract Builder setTo(long to);

    public abstract Builder setWatermark(Instant watermark);

    public abstract Builder setMaxEventTime(Instant maxEventTime);

    public abstract Builder setRecords(long records);

    public abstract Builder setMalformed(long malformed);

    public abstract Builder setReread(long reread);

    public abstract Span build();
  }
}
