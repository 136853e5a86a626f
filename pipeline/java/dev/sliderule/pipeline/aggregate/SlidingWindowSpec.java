package dev.sliderule.pipeline.aggregate;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.math.BigInteger;
import org.joda.time.Duration;

/** Sliding windows of one size, a new one each period, and how late their records may be. */
@AutoValue
public abstract class SlidingWindowSpec implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Length of a window, longer than zero. */
  public abstract Duration size();

  /** From the start of one window to the start of the next: longer than zero, at most the size. */
  public abstract Duration period();

  /** How late a record may be to still refine a window that has been published; zero or more. */
  public abstract Duration allowedLateness();

  /**
   * Windows of {@code size}, one each {@code period}.
   *
   * @throws IllegalArgumentException if a duration is out of its range
   */
  public static SlidingWindowSpec of(Duration size, Duration period, Duration allowedLateness) {
    if (size.getMillis() <= 0
        || period.getMillis() <= 0
        || period.isLongerThan(size)
        || allowedLateness.getMillis() < 0) {
      throw new IllegalArgumentException(
          String.format(
              "Windows of %s every %s with lateness %s; expected 0 < period <= size, lateness >= 0",
              size, period, allowedLateness));
    }
    return new AutoValue_SlidingWindowSpec(size, period, allowedLateness);
  }

  /**
   * Length of the slices that the windows are made of: the greatest common divisor of size and
   * period, so that the start and the end of every window are borders of slices.
   */
  public Duration slice() {
    BigInteger gcd =
        BigInteger.valueOf(size().getMillis()).gcd(BigInteger.valueOf(period().getMillis()));
    return Duration.millis(gcd.longValueExact());
  }

  /**
   * How late a record may be for its slice: as long as any window over the slice takes late
   * records. The last such window starts with the slice at the latest, so it ends {@code size -
   * slice} after the slice does.
   */
  public Duration sliceLateness() {
    return allowedLateness().plus(size()).minus(slice());
  }
}
