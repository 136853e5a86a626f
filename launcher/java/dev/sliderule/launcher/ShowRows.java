package dev.sliderule.launcher;

import dev.sliderule.common.Command;
import dev.sliderule.common.ExitCode;
import dev.sliderule.common.UsageException;
import dev.sliderule.pipeline.write.ResultRowJson;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The command {@code show-rows}: result rows, one JSON object a line, as a table or in another
 * format.
 */
final class ShowRows {
  private static final String FORMAT = "--format=";

  private ShowRows() {}

  /**
   * Shows what comes on the standard input, as it comes.
   *
   * @return the exit code
   */
  static int run(String... args) {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    return run(System.in, out, System.err, args);
  }

  /** As {@link #run(String...)}, with everything from outside. */
  static int run(InputStream in, PrintStream out, PrintStream err, String... args) {
    return Command.run(
        err,
        () -> {
          show(in, LiveView.of(format(args), out, err, false), err);
          return ExitCode.OK;
        });
  }

  private static RowsFormat format(String... args) {
    RowsFormat format = RowsFormat.TABLE;
    for (String arg : args) {
      if (!arg.startsWith(FORMAT)) {
        throw new UsageException(
            arg + " is bad: show-rows knows --format=table|json|csv; give it rows as input");
      }
      format = RowsFormat.parse(arg.substring(FORMAT.length()));
    }
    return format;
  }

  private static void show(InputStream in, LiveView view, PrintStream err) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      try {
        view.row(ResultRowJson.parse(line.getBytes(StandardCharsets.UTF_8)));
      } catch (IOException | RuntimeException e) {
        err.println("sliderule: no result row: " + line);
      }
    }
  }
}
