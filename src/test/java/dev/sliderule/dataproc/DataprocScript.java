package dev.sliderule.dataproc;

import dev.sliderule.testing.Waits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The script {@code dataproc.sh} as a process, with nothing of this process's own settings. */
final class DataprocScript implements AutoCloseable {
  static final Path SCRIPT = Path.of("runner-configs", "dataproc", "dataproc.sh");

  private final Process process;
  private final Path out;
  private final Path err;

  private DataprocScript(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts it in a process group of its own, so that it can be sent what Ctrl-C sends.
   *
   * @param scratch directory for what it prints
   * @param variables environment variables, beside those that any command needs
   */
  static DataprocScript start(Path scratch, String command, Map<String, String> variables) {
    try {
      Path out = Files.createTempFile(scratch, "script", ".out");
      Path err = Files.createTempFile(scratch, "script", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(
                  Waits.withUsualSignals(List.of("setsid", "bash", SCRIPT.toString(), command)))
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      Map<String, String> environment = builder.environment();
      Map<String, String> needed = new TreeMap<>(environment);
      needed.keySet().retainAll(java.util.Set.of("HOME", "JAVA_HOME", "PATH", "TMPDIR"));
      environment.clear();
      environment.putAll(needed);
      environment.put("PROJECT", "my-project");
      environment.put("JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
      environment.putAll(variables);
      return new DataprocScript(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it has printed so far. */
  String out() {
    return read(out);
  }

  /** What it has said is wrong so far. */
  String err() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Sends the whole group, which setsid has named after this process, what Ctrl-C sends. */
  void interrupt() throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-INT", "--", "-" + process.pid()).inheritIO().start();
    Waits.exitCode("kill", kill);
  }

  /**
   * Waits for its end and returns the exit code.
   *
   * @throws IllegalStateException if it is still running after {@code seconds}
   */
  int awaitExit(long seconds) throws InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new IllegalStateException("The script goes on:\n" + out() + err());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
