package dev.sliderule.common;

import java.math.BigDecimal;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.joda.time.Duration;

/**
 * Durations as people write them: {@code 250ms}, {@code 10s}, {@code 5m}, {@code 1h}, {@code 2d}.
 */
public final class Durations {
  private static final Pattern SHORT_FORM = Pattern.compile("(-?\\d+(?:\\.\\d+)?)\\s*(ms|s|m|h|d)");
  private static final Map<String, Long> UNIT_MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

  /** Sums of a few of these, and their distance from any time, fit into Beam's times. */
  private static final Duration LONGEST = Duration.standardDays(36_500);

  private Durations() {}

  /**
   * Reads a duration in the short form (a number and one of {@code ms s m h d}) or in ISO-8601
   * ({@code PT10S}), to the millisecond.
   *
   * @param option the option that the text is the value of, for the error message
   * @throws UsageException if the text is neither, has a fraction of a millisecond, or is longer
   *     than 36,500 days
   */
  public static Duration parse(String option, String text) {
    Duration duration = parseForm(option, text);
    if (duration.isLongerThan(LONGEST)) {
      throw UsageException.badOption(
          option, text, "expected a duration of at most " + format(LONGEST));
    }
    return duration;
  }

  private static Duration parseForm(String option, String text) {
    try {
      Matcher shortForm = SHORT_FORM.matcher(text.strip());
      if (shortForm.matches()) {
        BigDecimal unit = BigDecimal.valueOf(UNIT_MILLIS.get(shortForm.group(2)));
        return Duration.millis(new BigDecimal(shortForm.group(1)).multiply(unit).longValueExact());
      }
      java.time.Duration iso = java.time.Duration.parse(text.strip());
      if (iso.toNanos() % 1_000_000 == 0) {
        return Duration.millis(iso.toMillis());
      }
    } catch (DateTimeParseException | ArithmeticException e) {
      throw notADuration(option, text, e);
    }
    throw notADuration(option, text, null);
  }

  private static UsageException notADuration(String option, String text, Throwable cause) {
    UsageException e =
        UsageException.badOption(
            option, text, "expected a duration in whole milliseconds such as 500ms, 10s, 5m, 1h");
    if (cause != null) {
      e.initCause(cause);
    }
    return e;
  }

  /** As {@link #parse}, for a duration that must be longer than zero. */
  public static Duration parsePositive(String option, String text) {
    Duration duration = parse(option, text);
    if (duration.getMillis() <= 0) {
      throw UsageException.badOption(option, text, "expected a duration longer than zero");
    }
    return duration;
  }

  /** As {@link #parse}, for a duration of zero or more. */
  public static Duration parseNonNegative(String option, String text) {
    Duration duration = parse(option, text);
    if (duration.getMillis() < 0) {
      throw UsageException.badOption(option, text, "expected a duration of zero or more");
    }
    return duration;
  }

  /** The shortest form that {@link #parse} reads back as the same duration. */
  public static String format(Duration duration) {
    long millis = duration.getMillis();
    for (String unit : new String[] {"d", "h", "m", "s"}) {
      long size = UNIT_MILLIS.get(unit);
      if (millis != 0 && millis % size == 0) {
        return millis / size + unit;
      }
    }
    return millis + "ms";
  }
}
