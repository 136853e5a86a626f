package dev.sliderule.pipeline.event;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.util.List;
import javax.annotation.Nullable;
import org.joda.time.Duration;

/** Which fields of a record make an {@link Event}. Dots in a path lead into nested objects. */
@AutoValue
public abstract class EventFields implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Path of the event time; null takes the Kafka record's own timestamp. */
  @Nullable
  public abstract String eventTime();

  /** Path of the field whose different values are counted. */
  public abstract String unique();

  /** Path of the number to add up; null for none. */
  @Nullable
  public abstract String amount();

  /** Path of the whole number whose extremes are kept; null for none. */
  @Nullable
  public abstract String sequence();

  /** The groupings to count; the first one is {@link Grouping#ALL}. */
  public abstract List<Grouping> groupings();

  /** How far in the future an event time may be, seen from the clock of the reader. */
  public abstract Duration maxFutureSkew();

  public static Builder builder() {
    return new AutoValue_EventFields.Builder()
        .setGroupings(List.of(Grouping.ALL))
        .setMaxFutureSkew(Duration.standardHours(1));
  }

  /** Builds field sets; only {@link #unique} must be set. */
  @AutoValue.Builder
  public abstract static class Builder {
    public abstract Builder setEventTime(@Nullable String eventTime);

    public abstract Builder setUnique(String unique);

    public abstract Builder setAmount(@Nullable String amount);

    public abstract Builder setSequence(@Nullable String sequence);

    public abstract Builder setGroupings(List<Grouping> groupings);

    public abstract Builder setMaxFutureSkew(Duration maxFutureSkew);

    public abstract EventFields build();
  }
}
