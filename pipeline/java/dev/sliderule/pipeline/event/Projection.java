package dev.sliderule.pipeline.event;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import javax.annotation.Nullable;
import org.joda.time.Instant;

/** What became of a record's value: an event, or the value itself with the reason why not. */
@AutoValue
public abstract class Projection implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The event; null if the record is malformed. */
  @Nullable
  public abstract Event event();

  /** The event time in the payload; null if malformed or if the Kafka timestamp is to be taken. */
  @Nullable
  public abstract Instant eventTime();

  /** What is wrong; null if there is an event. */
  @Nullable
  public abstract MalformedReason reason();

  /** What is wrong, in words; null if there is an event. */
  @Nullable
  public abstract String detail();

  /**
   * The value as it came, for the dead letter; null for a tombstone, and for an event with an event
   * time, which needs none any more.
   */
  @SuppressWarnings("mutable") // Written to the dead letter as it came; nobody changes it.
  @Nullable
  public abstract byte[] value();

  public boolean isMalformed() {
    return reason() != null;
  }

  /** An event with its event time. */
  public static Projection event(Event event, Instant eventTime) {
    return new AutoValue_Projection(event, eventTime, null, null, null);
  }

  /** An event whose event time is the record's own timestamp, which may still be refused. */
  public static Projection eventAtRecordTime(Event event, byte[] value) {
    return new AutoValue_Projection(event, null, null, null, value);
  }

  public static Projection malformed(
      MalformedReason reason, String detail, @Nullable byte[] value) {
    return new AutoValue_Projection(null, null, reason, detail, value);
  }
}
