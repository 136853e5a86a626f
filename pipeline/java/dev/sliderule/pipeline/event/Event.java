package dev.sliderule.pipeline.event;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import javax.annotation.Nullable;

/**
 * What is left of a record once it has been projected: the values that the windows need. Its event
 * time travels as the timestamp of the element.
 */
@AutoValue
public abstract class Event implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * The unique key as text, null if it was missing or null. Numbers are canonical ({@code 42},
   * {@code 42.0} and {@code 4.2e1} are one key), and so is a text that reads the same.
   */
  @Nullable
  public abstract String uniqueKey();

  /** The amount, null if it was missing or null. */
  @Nullable
  public abstract BigDecimal amount();

  /** The sequence number, null if it was missing or null. */
  @Nullable
  public abstract Long sequence();

  /** The group that the event belongs to in each grouping, in the order of {@link EventFields}. */
  public abstract List<String> groups();

  public static Event of(
      @Nullable String uniqueKey,
      @Nullable BigDecimal amount,
      @Nullable Long sequence,
      List<String> groups) {
    return new AutoValue_Event(uniqueKey, amount, sequence, groups);
  }
}
