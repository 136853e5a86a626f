package dev.sliderule.bench;

import dev.sliderule.common.Durations;
import org.joda.time.Duration;

/** Length and period of the windows of a case. */
final class WindowLength {
  private final Duration size;
  private final Duration period;

  private WindowLength(Duration size, Duration period) {
    this.size = size;
    this.period = period;
  }

  /** Reads {@code 60s/5s}. */
  static WindowLength parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length != 2) {
      throw new IllegalArgumentException(
          String.format("--windows=%s is bad: expected size/period, as in 60s/5s", text));
    }
    return new WindowLength(
        Durations.parsePositive("windows", parts[0]), Durations.parsePositive("windows", parts[1]));
  }

  long sizeMillis() {
    return size.getMillis();
  }

  long periodMillis() {
    return period.getMillis();
  }

  /** The start of the first window that has a part of {@code time}. */
  long firstStart(long time) {
    return Math.floorDiv(time - sizeMillis(), periodMillis()) * periodMillis() + periodMillis();
  }

  /** How many windows there are over the times from one to the other, both inclusive. */
  int windows(long from, long to) {
    return (int)
            ((Math.floorDiv(to, periodMillis()) * periodMillis() - firstStart(from))
                / periodMillis())
        + 1;
  }

  @Override
  public String toString() {
    return Durations.format(size) + "/" + Durations.format(period);
  }
}
