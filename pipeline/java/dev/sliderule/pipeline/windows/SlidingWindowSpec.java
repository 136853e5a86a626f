package dev.sliderule.pipeline.windows;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.annotation.Nullable;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Sliding windows of one size, a new one each period; when they are published; and how late their
 * records may be.
 */
@AutoValue
public abstract class SlidingWindowSpec implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Length of a window, longer than zero. */
  public abstract Duration size();

  /** From the start of one window to the start of the next: longer than zero, at most the size. */
  public abstract Duration period();

  /** Shift of the windows from the start of 1970, at least zero and less than the period. */
  public abstract Duration offset();

  /** How late a record may be to still refine a window that has been published; zero or more. */
  public abstract Duration allowedLateness();

  /** After which time a change in an open window is published; null for not at all. */
  @Nullable
  public abstract Duration earlyFiring();

  public static Builder builder() {
    return new AutoValue_SlidingWindowSpec.Builder()
        .setOffset(Duration.ZERO)
        .setAllowedLateness(Duration.ZERO);
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

  /** The last millisecond of the slice that a time falls into. */
  public Instant endOfSlice(Instant time) {
    long slice = slice().getMillis();
    long intoSlice = Math.floorMod(time.getMillis() - offset().getMillis(), slice);
    return time.plus(Duration.millis(slice - 1 - intoSlice));
  }

  /** The function that assigns a time to all its windows. */
  public SlidingWindows slidingWindows() {
    return SlidingWindows.of(size()).every(period()).withOffset(offset());
  }

  /** The last millisecond of the first window that a time falls into. */
  public Instant endOfFirstWindow(Instant time) {
    long beforeEnd =
        Math.floorMod(
            size().getMillis() + offset().getMillis() - 1 - time.getMillis(), period().getMillis());
    return time.plus(Duration.millis(beforeEnd));
  }

  /** Whether a window ends at {@code from} or later, and before {@code to}. */
  boolean hasEndBetween(Instant from, Instant to) {
    return from.isBefore(to)
        && (from.equals(BoundedWindow.TIMESTAMP_MIN_VALUE) || endOfFirstWindow(from).isBefore(to));
  }

  /** Whether a window is closed at one watermark that is not at an earlier one. */
  boolean closesBetween(Instant earlier, Instant watermark) {
    return hasEndBetween(earlier.minus(allowedLateness()), watermark.minus(allowedLateness()));
  }

  /** The last millisecond of each window that a time falls into, the first one first. */
  public List<Instant> endsOfWindows(Instant time) {
    List<Instant> ends = new ArrayList<>();
    Instant last = endOfLastWindow(time);
    for (Instant end = endOfFirstWindow(time); !end.isAfter(last); end = end.plus(period())) {
      ends.add(end);
    }
    return ends;
  }

  /** The last millisecond of the last window that a time falls into: the one that starts last. */
  public Instant endOfLastWindow(Instant time) {
    long sinceStart = Math.floorMod(time.getMillis() - offset().getMillis(), period().getMillis());
    return time.plus(Duration.millis(size().getMillis() - 1 - sinceStart));
  }

  /**
   * Whether a window takes no more records, which is Beam's rule for dropping them.
   *
   * @param end the last millisecond of the window
   */
  public boolean isClosed(Instant end, Instant watermark) {
    return end.plus(allowedLateness()).isBefore(watermark);
  }

  /**
   * The start of the oldest window that still takes records at a watermark; the ends of time stay
   * as they are. What is earlier is in closed windows only, and what is not is in an open one.
   */
  public Instant startOfOldestOpenWindow(Instant watermark) {
    if (!watermark.isAfter(BoundedWindow.TIMESTAMP_MIN_VALUE)
        || !watermark.isBefore(BoundedWindow.TIMESTAMP_MAX_VALUE)) {
      return watermark;
    }
    // Closed are those with: start + size - 1 + lateness < watermark.
    long closedUpTo = watermark.minus(allowedLateness()).minus(size()).getMillis();
    long sinceStart = Math.floorMod(closedUpTo - offset().getMillis(), period().getMillis());
    return Instant.ofEpochMilli(closedUpTo - sinceStart + period().getMillis());
  }

  /** Size, period, offset and lateness, in one word. */
  public String name() {
    return String.format(
        Locale.ROOT,
        "%d/%d+%d~%d",
        size().getMillis(),
        period().getMillis(),
        offset().getMillis(),
        allowedLateness().getMillis());
  }

  /** Builds specifications; size and period must be set. */
  @AutoValue.Builder
  public abstract static class Builder {
    public abstract Builder setSize(Duration size);

    public abstract Builder setPeriod(Duration period);

    public abstract Builder setOffset(Duration offset);

    public abstract Builder setAllowedLateness(Duration allowedLateness);

    public abstract Builder setEarlyFiring(@Nullable Duration earlyFiring);

    abstract SlidingWindowSpec autoBuild();

    /**
     * The specification.
     *
     * @throws IllegalArgumentException if a duration is out of its range
     */
    public SlidingWindowSpec build() {
      SlidingWindowSpec spec = autoBuild();
      boolean early = spec.earlyFiring() == null || spec.earlyFiring().getMillis() > 0;
      if (spec.size().getMillis() <= 0
          || spec.period().getMillis() <= 0
          || spec.period().isLongerThan(spec.size())
          || spec.offset().getMillis() < 0
          || !spec.offset().isShorterThan(spec.period())
          || spec.allowedLateness().getMillis() < 0
          || !early) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s; expected 0 < period <= size, 0 <= offset < period, allowedLateness >= 0,"
                    + " earlyFiring > 0",
                spec));
      }
      return spec;
    }
  }
}
