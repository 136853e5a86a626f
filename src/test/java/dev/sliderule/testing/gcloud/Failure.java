package dev.sliderule.testing.gcloud;

/** A command that gcloud, or the service behind it, refuses. */
@SuppressWarnings("AnnotateFormatMethod")
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private Failure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** What the service or the command itself refuses: exit code 1. */
  static Failure of(String format, Object... args) {
    return new Failure(1, String.format(format, args));
  }

  /** What the command line's parser refuses: exit code 2. */
  static Failure usage(String format, Object... args) {
    return new Failure(2, String.format(format, args));
  }

  int exitCode() {
    return exitCode;
  }
}
