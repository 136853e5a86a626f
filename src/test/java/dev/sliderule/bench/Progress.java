package dev.sliderule.bench;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;

/** Says which run is under way, how far it is, and how long the rest will take. */
final class Progress {
  private final PrintStream out;
  private final boolean interactive;
  private final int runs;
  private int run;
  private String title = "";
  private String timeLeft = "";

  /**
   * Progress.
   *
   * @param interactive whether a line may be overwritten
   * @param runs how many there will be
   */
  Progress(PrintStream out, boolean interactive, int runs) {
    this.out = out;
    this.interactive = interactive;
    this.runs = runs;
  }

  /**
   * The next run begins.
   *
   * @param left how long it and the rest will take, if that is known
   */
  void next(String newTitle, Optional<Duration> left) {
    run++;
    title = newTitle;
    timeLeft =
        left.map(time -> String.format(", about %d min left", time.toMinutes() + 1)).orElse("");
    if (!interactive) {
      out.println(line(""));
    }
  }

  /** The run has come so far, from 0 to 1. */
  void at(double share) {
    if (interactive) {
      out.printf("\r\u001b[K%s", line(String.format(", %.0f %% read", share * 100)));
      out.flush();
    }
  }

  /** The run has ended so. */
  void done(String result) {
    out.printf(interactive ? "\r\u001b[K%s: %s%n" : "%s: %s%n", title, result);
  }

  private String line(String more) {
    return String.format("[%d/%d] %s%s%s", run, runs, title, more, timeLeft);
  }
}
