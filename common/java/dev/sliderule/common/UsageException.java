package dev.sliderule.common;

import java.util.Locale;

/**
 * The user asked for something that cannot be done as it was asked: a wrong option, a missing
 * topic, an unreachable broker. The message is one sentence for the user: what is wrong, the value
 * seen, what is expected, what to do. Ends a command with exit code {@value ExitCode#USAGE}.
 */
public class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }

  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * A wrong option value, in the form that all options share.
   *
   * @param option the option's name without dashes
   * @param value the value seen
   * @param expectation the rule and what to try instead
   */
  public static UsageException badOption(String option, Object value, String expectation) {
    return new UsageException(
        String.format(Locale.ROOT, "--%s=%s is bad: %s", option, value, expectation));
  }
}
