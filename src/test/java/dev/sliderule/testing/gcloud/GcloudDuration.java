package dev.sliderule.testing.gcloud;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as flags take them: {@code 90s}, {@code 1h30m}, a bare number of seconds. */
final class GcloudDuration {
  private static final Pattern WHOLE = Pattern.compile("(\\d+[smhd])+|\\d+");
  private static final Pattern PART = Pattern.compile("(?<count>\\d+)(?<unit>[smhd]?)");
  private static final Map<String, Long> SECONDS =
      Map.of("", 1L, "s", 1L, "m", 60L, "h", 3600L, "d", 86400L);

  private GcloudDuration() {}

  /** The duration that {@code text} is, within the limits. */
  static Duration parse(String flag, String text, String least, String most) {
    Duration duration = parse(flag, text);
    if (duration.compareTo(parse(flag, least)) < 0) {
      throw Failure.usage(
          "argument %s: value must be greater than or equal to %s; received: %s",
          flag, least, text);
    }
    if (duration.compareTo(parse(flag, most)) > 0) {
      throw Failure.usage(
          "argument %s: value must be less than or equal to %s; received: %s", flag, most, text);
    }
    return duration;
  }

  private static Duration parse(String flag, String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw Failure.usage(
          "argument %s: given value must be of the form INTEGER[UNIT] where units can be one of"
              + " s, m, h, d; received: %s",
          flag, text);
    }
    long seconds = 0;
    Matcher parts = PART.matcher(text);
    while (parts.find()) {
      seconds += Long.parseLong(parts.group("count")) * SECONDS.get(parts.group("unit"));
    }
    return Duration.ofSeconds(seconds);
  }
}
