package dev.sliderule.common;

import java.util.function.LongSupplier;
import org.joda.time.Duration;

/**
 * Tells the time for something that looks again and again whether there is progress. A clock that
 * is corrected does not move it. Of the time between two looks, it counts no more than a set step:
 * what is beyond that is time in which this process did not run (the machine was suspended, the
 * process stopped, the heap cleaned, a debugger held it), and nothing could have gone on.
 *
 * <p>Safe for use by several threads, each of whose looks counts as one.
 */
public final class AwakeClock {
  private final long longestStepNanos;
  private final LongSupplier nanoTime;
  private long last;
  private long awakeNanos;

  /**
   * A clock that shows zero now, and goes by {@link System#nanoTime}.
   *
   * @param longestStep more than passes between two looks while the process runs
   */
  public AwakeClock(Duration longestStep) {
    this(longestStep, System::nanoTime);
  }

  /**
   * As {@link #AwakeClock(Duration)}, for tests.
   *
   * @param nanoTime what to go by, in nanoseconds
   */
  public AwakeClock(Duration longestStep, LongSupplier nanoTime) {
    this.longestStepNanos = longestStep.getMillis() * 1_000_000;
    this.nanoTime = nanoTime;
    this.last = nanoTime.getAsLong();
  }

  /** Returns the time since the clock was made, to the millisecond, without what does not count. */
  public synchronized Duration read() {
    long now = nanoTime.getAsLong();
    awakeNanos += Math.min(now - last, longestStepNanos);
    last = now;
    return Duration.millis(awakeNanos / 1_000_000);
  }
}
