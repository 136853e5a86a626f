package dev.sliderule.common;

/**
 * A running job cannot go on. The message is one sentence for the user. Ends a command with exit
 * code {@value ExitCode#FAILURE}.
 */
public class JobFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public JobFailedException(String message) {
    super(message);
  }

  public JobFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
