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

  /** The value as it came, kept for the dead letter; null if there is an event or a tombstone. */
  @SuppressWarnings("mutable") // Written to the dead letter as it came; nobody changes it.
  @Nullable
  public abstract byte[] value();

  public boolean isMalformed() {
    return reason() != null;
  }

  public static Projection event(Event event, @Nullable Instant eventTime) {
    return new AutoValue_Projection(event, eventTime, null, null, null);
  }

  public static Projection malformed(
      MalformedReason reason, String detail, @Nullable byte[] value) {
    return new AutoValue_Projection(null, null, reason, detail, value);
  }
}
