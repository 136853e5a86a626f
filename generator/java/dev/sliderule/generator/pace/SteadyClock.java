package dev.sliderule.generator.pace;

import java.io.Serializable;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Tells the time that the system's clock told when this process began to ask, and what has passed
 * since by {@link System#nanoTime}. So a clock that is corrected neither stops the pace nor makes
 * it hurry.
 */
public final class SteadyClock extends Clock implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Static, so that all clocks in a process tell the same time. */
  private static final long START_MILLIS = System.currentTimeMillis();

  private static final long START_NANOS = System.nanoTime();

  @Override
  public long millis() {
    return START_MILLIS + (System.nanoTime() - START_NANOS) / 1_000_000;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("a pace knows no time zones");
  }
}
