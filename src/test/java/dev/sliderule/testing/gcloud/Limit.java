package dev.sliderule.testing.gcloud;

import java.time.Duration;

/** Keeps a command of the stand-in from waiting for ever. */
final class Limit {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final String what;
  private final long end = System.nanoTime() + LONGEST.toNanos();

  private Limit(String what) {
    this.what = what;
  }

  /** Begins to wait; {@code what} completes the sentence "10 minutes are not enough for ...". */
  static Limit of(String what) {
    return new Limit(what);
  }

  /**
   * Returns if there is time left.
   *
   * @throws IllegalStateException if there is none
   */
  void check() {
    if (System.nanoTime() - end >= 0) {
      throw new IllegalStateException(LONGEST.toMinutes() + " minutes are not enough for " + what);
    }
  }
}
