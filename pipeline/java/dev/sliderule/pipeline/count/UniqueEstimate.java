package dev.sliderule.pipeline.count;

import com.google.auto.value.AutoValue;

/** A number of different keys, and the interval that holds the true number with 95 % confidence. */
@AutoValue
public abstract class UniqueEstimate {

  /** The estimate, zero or more. */
  public abstract long value();

  /** Lower end of the interval, at most {@link #value}. */
  public abstract long low();

  /** Upper end of the interval, at least {@link #value}. */
  public abstract long high();

  public static UniqueEstimate of(long value, long low, long high) {
    return new AutoValue_UniqueEstimate(value, low, high);
  }

  /** A number that is no estimate. */
  public static UniqueEstimate exact(long value) {
    return of(value, value, value);
  }
}
