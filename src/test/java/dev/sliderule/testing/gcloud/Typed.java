package dev.sliderule.testing.gcloud;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A command that runs in the process of a test, which is faster than the program. */
final class Typed {
  private final int exitCode;
  private final String out;
  private final String err;

  private Typed(int exitCode, String out, String err) {
    this.exitCode = exitCode;
    this.out = out;
    this.err = err;
  }

  /**
   * Runs a command.
   *
   * @param line its words and arguments, with a space between
   * @param more arguments that may have spaces in them
   */
  static Typed run(Path directory, String line, String... more) {
    List<String> argv = new ArrayList<>(Arrays.asList(line.split(" ", -1)));
    argv.addAll(Arrays.asList(more));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = new FakeGcloud(new State(directory), stream(out), stream(err)).run(argv);
    return new Typed(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  int exitCode() {
    return exitCode;
  }

  String out() {
    return out;
  }

  String err() {
    return err;
  }
}
