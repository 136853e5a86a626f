package dev.sliderule.launcher;

import dev.sliderule.pipeline.write.ResultRow;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What a person sees of a run: a table of rows that grows, and below it one status line. On a
 * terminal the status line is redrawn in place; elsewhere it is printed every five seconds, if it
 * has changed. In the other formats, rows alone go to the standard output, and the text to the
 * standard error.
 */
final class LiveView {
  private static final String CLEAR_LINE = "\r\u001b[K";
  private static final String BOLD = "\u001b[1m";
  private static final String YELLOW = "\u001b[33m";
  private static final String PLAIN = "\u001b[0m";
  private static final long PLAIN_STATUS_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final RowsFormat format;
  private final PrintStream rows;
  private final PrintStream text;
  private final boolean terminal;
  private final boolean colours;
  private final LongSupplier nanoTime;
  private boolean headerShown;
  private String status = "";
  private long plainStatusAt;

  private LiveView(
      RowsFormat format,
      PrintStream rows,
      PrintStream text,
      boolean terminal,
      boolean colours,
      LongSupplier nanoTime) {
    this.format = format;
    this.rows = rows;
    this.text = text;
    this.terminal = terminal;
    this.colours = colours;
    this.nanoTime = nanoTime;
    this.plainStatusAt = nanoTime.getAsLong();
  }

  /**
   * A view of a table, without colours.
   *
   * @param terminal whether {@code out} understands control characters
   * @param nanoTime a clock as {@link System#nanoTime}
   */
  LiveView(PrintStream out, boolean terminal, LongSupplier nanoTime) {
    this(RowsFormat.TABLE, out, out, terminal, false, nanoTime);
  }

  /** The same with colours. */
  static LiveView inColours(PrintStream out, LongSupplier nanoTime) {
    return new LiveView(RowsFormat.TABLE, out, out, true, true, nanoTime);
  }

  /**
   * A view for the console of this process. A table on a terminal has colours, unless the variable
   * NO_COLOR is set to anything.
   *
   * @param terminal whether {@code out} understands control characters
   */
  static LiveView of(RowsFormat format, PrintStream out, PrintStream err, boolean terminal) {
    if (format != RowsFormat.TABLE) {
      return new LiveView(format, out, err, false, false, System::nanoTime);
    }
    String noColor = System.getenv("NO_COLOR");
    return terminal && (noColor == null || noColor.isEmpty())
        ? inColours(out, System::nanoTime)
        : new LiveView(out, terminal, System::nanoTime);
  }

  /** Prints a line of text. */
  void say(String line) {
    print(text, line + System.lineSeparator());
  }

  /** Adds a row. */
  void row(ResultRow row) {
    if (!headerShown) {
      headerShown = true;
      print(rows, coloured(BOLD, format.header()));
    }
    String line = format.line(row);
    print(rows, row.pane() == ResultRow.Pane.LATE ? coloured(YELLOW, line) : line);
  }

  private String coloured(String colour, String line) {
    return colours ? colour + line.stripTrailing() + PLAIN + System.lineSeparator() : line;
  }

  private void print(PrintStream out, String lines) {
    clearStatus();
    out.print(lines);
    out.flush();
    drawStatus();
  }

  /** Shows where the run is. */
  void status(String line) {
    if (line.equals(status)) {
      return;
    }
    if (terminal) {
      status = line;
      text.print(CLEAR_LINE);
      drawStatus();
    } else if (nanoTime.getAsLong() - plainStatusAt >= PLAIN_STATUS_NANOS) {
      status = line;
      plainStatusAt = nanoTime.getAsLong();
      text.println(line);
    }
  }

  /** Takes the status line away; nothing more will be shown but text. */
  void end() {
    clearStatus();
    status = "";
  }

  private void clearStatus() {
    if (terminal && !status.isEmpty()) {
      text.print(CLEAR_LINE);
    }
  }

  private void drawStatus() {
    if (terminal) {
      text.print(status);
    }
    text.flush();
  }
}
