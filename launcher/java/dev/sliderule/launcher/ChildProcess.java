package dev.sliderule.launcher;

import dev.sliderule.common.Command;
import dev.sliderule.common.ExitCode;
import dev.sliderule.common.JobFailedException;
import dev.sliderule.common.UsageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.joda.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A command in a process of its own that does not outlive this one, however this one ends. Ctrl-C
 * in the terminal does not reach it: when it is to end is up to this process. What it says on the
 * standard error goes to a file, but for the lines that somebody listens to; its standard output is
 * this one's.
 */
final class ChildProcess {
  private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);

  /**
   * The shell that becomes the command leaves a guard behind, which reads the pipe that nobody
   * writes to: it ends with the process at its other end, and then the command has to end too.
   * Signals that are ignored here stay ignored in the command.
   */
  private static final String GUARDED =
      String.join(
          "\n",
          "trap '' INT HUP",
          "exec 3<&0",
          "{",
          "  cat",
          "  kill -TERM $$",
          "  left=20",
          "  while [ $left -gt 0 ] && kill -0 $$; do sleep 1; left=$((left - 1)); done",
          "  kill -KILL $$",
          "} <&3 >/dev/null 2>&1 &",
          "exec \"$@\" 3<&- </dev/null");

  private static final String SENTENCE = "sliderule: ";
  private static final Duration STOP_PATIENCE = Duration.standardSeconds(20);
  private static final long LAST_WORDS_MILLIS = 5_000;

  private final String name;
  private final Path log;
  private final PrintWriter file;
  private final Process process;
  private final Predicate<String> listener;
  private final Thread reader = new Thread(this::read, "child-reader");
  private volatile String sentence = "";
  private volatile boolean stopped;

  private ChildProcess(
      String name, Path log, PrintWriter file, Process process, Predicate<String> listener) {
    this.name = name;
    this.log = log;
    this.file = file;
    this.process = process;
    this.listener = listener;
  }

  /**
   * Starts a command.
   *
   * @param name what the job is called in messages
   * @param environment variables beside those of this process
   * @param log the file for what it says, which replaces an older one
   * @param listener takes a line and returns true, or leaves it to the file
   * @throws UsageException if there is no such program
   */
  static ChildProcess start(
      String name,
      List<String> command,
      Map<String, String> environment,
      Path log,
      Predicate<String> listener) {
    List<String> guarded = new ArrayList<>(List.of("/bin/sh", "-c", GUARDED, name));
    guarded.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(guarded).redirectOutput(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      Files.deleteIfExists(log);
      PrintWriter file =
          new PrintWriter(Files.newBufferedWriter(log, StandardCharsets.UTF_8), true);
      ChildProcess child = new ChildProcess(name, log, file, builder.start(), listener);
      child.reader.setDaemon(true);
      child.reader.start();
      return child;
    } catch (IOException e) {
      throw new UsageException(
          String.format(Locale.ROOT, "the %s cannot be started: %s", name, e.getMessage()), e);
    }
  }

  private void read() {
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
        file) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(SENTENCE)) {
          sentence = line.substring(SENTENCE.length());
        }
        if (!isTaken(line)) {
          file.println(line);
        }
      }
    } catch (IOException e) {
      LOG.warn("What the {} says cannot be read any more: {}", name, Command.rootMessage(e));
      LOG.debug("What the {} says cannot be read any more", name, e);
    }
  }

  /** Goes on after a failure: a process that nobody reads from would stand still. */
  private boolean isTaken(String line) {
    try {
      return listener.test(line);
    } catch (RuntimeException e) {
      LOG.warn("A line of the {} is not understood: {}", name, Command.rootMessage(e));
      LOG.debug("A line of the {} is not understood", name, e);
      return false;
    }
  }

  /**
   * Waits for the end of the process.
   *
   * @return whether it has ended within {@code timeout}; every line has then been listened to
   * @throws JobFailedException if it has failed by itself
   * @throws UsageException if it could not start as it was asked
   */
  boolean awaitEnd(Duration timeout) throws InterruptedException {
    if (!process.waitFor(timeout.getMillis(), TimeUnit.MILLISECONDS)) {
      return false;
    }
    reader.join(LAST_WORDS_MILLIS);
    int code = process.exitValue();
    if (!stopped && code == ExitCode.USAGE && !sentence.isEmpty()) {
      throw new UsageException(sentence + logHint());
    }
    if (!stopped && code != ExitCode.OK) {
      throw new JobFailedException(
          (sentence.isEmpty()
                  ? String.format(Locale.ROOT, "the %s ended with exit code %d", name, code)
                  : sentence)
              + logHint());
    }
    return true;
  }

  private String logHint() {
    return " (its log: " + log + ")";
  }

  /**
   * Waits until the killed process has ended. It may go on after SIGKILL, namely while it waits for
   * a disk that does not answer.
   *
   * @throws JobFailedException if it does not end in time
   */
  private void requireEnd() throws InterruptedException {
    if (!process.waitFor(STOP_PATIENCE.getMillis(), TimeUnit.MILLISECONDS)) {
      throw new JobFailedException(
          String.format(
                  Locale.ROOT,
                  "the %s (process %d) cannot be ended within %d s; end it by hand",
                  name,
                  process.pid(),
                  STOP_PATIENCE.getStandardSeconds())
              + logHint());
    }
  }

  /**
   * Tells the process to end and waits until it has; after a while it is not asked any more.
   *
   * @throws JobFailedException if it cannot be ended
   */
  void stop() {
    stopped = true;
    try {
      // Process.destroy would close the stream of the last lines.
      process.toHandle().destroy();
      if (!process.waitFor(STOP_PATIENCE.getMillis(), TimeUnit.MILLISECONDS)) {
        process.toHandle().destroyForcibly();
        requireEnd();
      }
      reader.join(LAST_WORDS_MILLIS);
    } catch (InterruptedException e) {
      process.toHandle().destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
