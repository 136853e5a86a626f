package dev.sliderule.pipeline;

import com.google.auto.value.AutoValue;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many records a job has read, and what became of them. Once the input has ended and all
 * windows are closed, {@code read = counted + late + malformed}; until then the rest is in open
 * windows.
 */
@AutoValue
public abstract class JobCounters {
  private static final Pattern LINE =
      Pattern.compile(
          "read (\\d+) = counted (\\d+) \\+ late (\\d+) \\+ malformed (\\d+)"
              + "(?:; of the counted, (\\d+) missed closed windows)?");

  /** Records read from the topic. */
  public abstract long read();

  /** Records counted in at least one window. */
  public abstract long counted();

  /** Records that came too late for every window they belong to. */
  public abstract long late();

  /** Records sent to the dead-letter topic. */
  public abstract long malformed();

  /**
   * Of the counted records, those that came too late for the first of their windows, and so are in
   * some of them only.
   */
  public abstract long partlyLate();

  /** Records read that are in none of the other numbers; 0 unless something is wrong. */
  public long unaccounted() {
    return read() - counted() - late() - malformed();
  }

  /** The numbers in one line, as the sum that they are. */
  public String toLine() {
    return String.format(
            Locale.ROOT,
            "read %d = counted %d + late %d + malformed %d",
            read(),
            counted(),
            late(),
            malformed())
        + (partlyLate() == 0 ? "" : "; of the counted, " + partlyLate() + " missed closed windows");
  }

  /** What {@link #toLine} has made a line of; empty if it is any other line. */
  public static Optional<JobCounters> parse(String line) {
    Matcher numbers = LINE.matcher(line);
    if (!numbers.matches()) {
      return Optional.empty();
    }
    try {
      JobCounters counters =
          of(
              Long.parseLong(numbers.group(1)),
              Long.parseLong(numbers.group(2)),
              Long.parseLong(numbers.group(3)),
              Long.parseLong(numbers.group(4)),
              numbers.group(5) == null ? 0 : Long.parseLong(numbers.group(5)));
      return counters.toLine().equals(line) ? Optional.of(counters) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Counters without partly late records. */
  public static JobCounters of(long read, long counted, long late, long malformed) {
    return of(read, counted, late, malformed, 0);
  }

  public static JobCounters of(
      long read, long counted, long late, long malformed, long partlyLate) {
    return new AutoValue_JobCounters(read, counted, late, malformed, partlyLate);
  }
}
