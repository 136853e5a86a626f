package dev.sliderule.pipeline;

import com.google.auto.value.AutoValue;

/**
 * How many records a job has read, and what became of them. Once the input has ended and all
 * windows are closed, {@code read = counted + late + malformed}; until then the rest is in open
 * windows.
 */
@AutoValue
public abstract class JobCounters {
  /** Records read from the topic. */
  public abstract long read();

  /** Records counted in at least one window that has been closed. */
  public abstract long counted();

  /** Records that came too late for every window they belong to. */
  public abstract long late();

  /** Records sent to the dead-letter topic. */
  public abstract long malformed();

  /** Records in windows that are still open. */
  public long open() {
    return read() - counted() - late() - malformed();
  }

  /** The numbers in one line, as the sum that they are. */
  public String toLine() {
    return String.format(
        "read %,d = counted %,d + late %,d + malformed %,d%s",
        read(),
        counted(),
        late(),
        malformed(),
        open() == 0 ? "" : String.format(" + in open windows %,d", open()));
  }

  public static JobCounters of(long read, long counted, long late, long malformed) {
    return new AutoValue_JobCounters(read, counted, late, malformed);
  }
}
