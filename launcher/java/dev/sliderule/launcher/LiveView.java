package dev.sliderule.launcher;

import dev.sliderule.pipeline.write.ResultRow;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What a person sees of a run: a table of rows that grows, and below it one status line. On a
 * terminal the status line is redrawn in place; elsewhere it is printed every five seconds, if it
 * has changed.
 */
final class LiveView {
  private static final String CLEAR_LINE = "\r\u001b[K";
  private static final long PLAIN_STATUS_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final PrintStream out;
  private final boolean terminal;
  private final LongSupplier nanoTime;
  private boolean headerShown;
  private String status = "";
  private long plainStatusAt;

  /**
   * Makes a view.
   *
   * @param terminal whether {@code out} understands control characters
   * @param nanoTime a clock as {@link System#nanoTime}
   */
  LiveView(PrintStream out, boolean terminal, LongSupplier nanoTime) {
    this.out = out;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
    this.plainStatusAt = nanoTime.getAsLong();
  }

  /** Prints a line of text. */
  void say(String text) {
    clearStatus();
    out.println(text);
    drawStatus();
  }

  /** Adds a row to the table. */
  void row(ResultRow row) {
    if (!headerShown) {
      headerShown = true;
      say(WindowTable.header());
    }
    say(WindowTable.line(row));
  }

  /** Shows where the run is. */
  void status(String line) {
    if (line.equals(status)) {
      return;
    }
    if (terminal) {
      status = line;
      out.print(CLEAR_LINE);
      drawStatus();
    } else if (nanoTime.getAsLong() - plainStatusAt >= PLAIN_STATUS_NANOS) {
      status = line;
      plainStatusAt = nanoTime.getAsLong();
      out.println(line);
    }
  }

  /** Takes the status line away; nothing more will be shown but text. */
  void end() {
    clearStatus();
    status = "";
  }

  private void clearStatus() {
    if (terminal && !status.isEmpty()) {
      out.print(CLEAR_LINE);
    }
  }

  private void drawStatus() {
    if (terminal) {
      out.print(status);
    }
    out.flush();
  }
}
