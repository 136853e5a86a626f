package dev.sliderule.testing.spark;

import dev.sliderule.testing.Waits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.awaitility.Awaitility;

/** A JVM of its own, with its output in a file; it and what it has started end with the test. */
public final class JavaProcess implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(1);
  private static final Duration END = Duration.ofSeconds(20);

  private final Process process;
  private final Path log;
  private final Thread killOnExit = new Thread(this::kill, "kill-child");

  private JavaProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    Runtime.getRuntime().addShutdownHook(killOnExit);
  }

  /**
   * Starts a JVM.
   *
   * @param log file that gets everything the JVM prints
   * @param environment variables besides those of this process
   * @param command what comes after {@code java} and the options for Java's modules
   */
  public static JavaProcess start(Path log, Map<String, String> environment, List<String> command) {
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    all.addAll(Arrays.asList(JavaModuleOptions.defaultModuleOptions().split(" +")));
    all.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(Waits.withUsualSignals(all))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    // Whatever Spark or Hadoop the developer's shell knows has no say here.
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("SPARK_") || name.matches("(HADOOP|YARN)_.*"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    try {
      Files.createDirectories(log.getParent());
      return new JavaProcess(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException("No JVM can be started", e);
    }
  }

  /** The number by which the system knows it. */
  public long pid() {
    return process.pid();
  }

  /** What the JVM has printed so far. */
  public String output() {
    try {
      return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the first line that matches, and returns its first group. */
  public String awaitOutput(Pattern pattern) {
    return awaitOutput(pattern, 1);
  }

  /** Waits until something that matches has been printed so many times; the last one's group. */
  String awaitOutput(Pattern pattern, int times) {
    List<String> found =
        Awaitility.await("output " + pattern + " in " + log)
            .atMost(START)
            .failFast(
                "the process has ended, see " + log, () -> !process.isAlive() && !isIn(pattern))
            .until(() -> matches(pattern), matches -> matches.size() >= times);
    return found.get(found.size() - 1);
  }

  private boolean isIn(Pattern pattern) {
    return !matches(pattern).isEmpty();
  }

  private List<String> matches(Pattern pattern) {
    Matcher matcher = pattern.matcher(output());
    return matcher.results().map(result -> result.group(1)).collect(Collectors.toList());
  }

  /** Whether it is still there. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Waits for the end and returns the exit code.
   *
   * @throws IllegalStateException if the JVM is still running after {@code timeout}
   */
  public int awaitExit(Duration timeout) throws InterruptedException {
    if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException(
          String.format("still running after %s; its output:%n%s", timeout, output()));
    }
    return process.exitValue();
  }

  /** Asks the JVM to end, as Ctrl-C does. */
  public void terminate() {
    process.destroy();
  }

  /** Ends the JVM and its children at once, as {@code kill -9} does. */
  public void kill() {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle()))
            .collect(Collectors.toList());
    all.forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    kill();
    try {
      process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(killOnExit);
    } catch (IllegalStateException e) {
      // This JVM is ending, and the hook is at it.
    }
  }
}
