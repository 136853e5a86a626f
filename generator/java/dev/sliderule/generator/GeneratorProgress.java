package dev.sliderule.generator;

import com.google.auto.value.AutoValue;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How far a generator is, and the line in which it says so. */
@AutoValue
public abstract class GeneratorProgress {
  private static final String NAME = "generator: ";
  private static final Pattern LINE =
      Pattern.compile(NAME + "(?:ended, |stopped, )?([\\d,]+)(?: of ([\\d,]+))? records sent");

  /** Records that Kafka has acknowledged. */
  public abstract long sent();

  /** Records that will be sent in all; empty if there is no end. */
  public abstract OptionalLong total();

  static GeneratorProgress of(long sent, OptionalLong total) {
    return new AutoValue_GeneratorProgress(sent, total);
  }

  /** The line of a job that goes on. */
  String toLine() {
    return NAME + text();
  }

  /** The last line of a job that has come to its end. */
  String toEndLine() {
    return NAME + "ended, " + text();
  }

  /** The last line of a job that was told to stop. */
  String toStoppedLine() {
    return NAME + "stopped, " + text();
  }

  private String text() {
    return total().isPresent()
        ? String.format(Locale.ROOT, "%,d of %,d records sent", sent(), total().getAsLong())
        : String.format(Locale.ROOT, "%,d records sent", sent());
  }

  /** What a line of a generator says; empty if it is any other line. */
  public static Optional<GeneratorProgress> parse(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      OptionalLong total =
          matcher.group(2) == null
              ? OptionalLong.empty()
              : OptionalLong.of(number(matcher.group(2)));
      return Optional.of(of(number(matcher.group(1)), total));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static long number(String text) {
    return Long.parseLong(text.replace(",", ""));
  }
}
