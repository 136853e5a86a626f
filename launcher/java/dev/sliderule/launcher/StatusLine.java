package dev.sliderule.launcher;

import dev.sliderule.pipeline.JobCounters;
import java.util.Locale;
import java.util.OptionalLong;

/** Where a run is, in one line of at most 79 characters. */
final class StatusLine {
  private static final int WIDTH = 79;
  private static final int BAR = 12;

  private StatusLine() {}

  /**
   * Formats the line; the progress bar is left out where it does not fit.
   *
   * @param total records to be sent in all; empty if there is no end
   */
  static String format(long sent, OptionalLong total, JobCounters counters) {
    String progress = "sent " + sent + (total.isPresent() ? "/" + total.getAsLong() : "");
    String rest =
        String.format(
            Locale.ROOT,
            " | read %d | counted %d | late %d | malformed %d",
            counters.read(),
            counters.counted(),
            counters.late(),
            counters.malformed());
    if (total.isPresent()) {
      String withBar = progress + " " + bar(sent, total.getAsLong()) + rest;
      if (withBar.length() <= WIDTH) {
        return withBar;
      }
    }
    String line = progress + rest;
    return line.length() <= WIDTH ? line : line.substring(0, WIDTH - 1) + "…";
  }

  private static String bar(long sent, long total) {
    int done = total == 0 ? BAR : (int) Math.min(BAR, sent * (double) BAR / total);
    return "[" + "#".repeat(done) + "-".repeat(BAR - done) + "]";
  }
}
