package dev.sliderule.spark;

import dev.sliderule.pipeline.UniqueCountsPipeline;
import dev.sliderule.testing.Waits;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.joda.time.Duration;

/** The pipeline with a Spark of two threads in a process of its own, which a test may kill. */
final class SparkProcess implements AutoCloseable {
  private final Process process;
  private final Path err;

  private SparkProcess(Process process, Path err) {
    this.process = process;
    this.err = err;
  }

  /**
   * Starts it.
   *
   * @param err the file for what it says on the standard error
   */
  static SparkProcess start(Path err, List<String> args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // What Spark asks of a JVM, the JVM of the tests has been given too.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-opens") || option.startsWith("-XX:+Ignore"))
        .forEach(command::add);
    command.addAll(
        Arrays.asList(
            "-Xmx768m",
            // It lives for seconds, beside others on few processors.
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dspark.ui.enabled=false",
            "-Dspark.driver.host=127.0.0.1",
            "-Dspark.driver.bindAddress=127.0.0.1"));
    command.addAll(
        Arrays.asList(
            "-cp",
            System.getProperty("java.class.path"),
            UniqueCountsPipeline.class.getName(),
            "--runner=SparkRunner",
            "--sparkMaster=local[2]"));
    command.addAll(args);
    Process process =
        new ProcessBuilder(Waits.withUsualSignals(command))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.appendTo(err.toFile()))
            .start();
    return new SparkProcess(process, err);
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until the process has ended, but not longer than that; returns whether it has. */
  boolean endsWithin(Duration time) throws InterruptedException {
    return process.waitFor(time.getMillis(), TimeUnit.MILLISECONDS);
  }

  int exitCode() {
    return process.exitValue();
  }

  /** SIGKILL; returns when the process is gone. */
  void kill() throws InterruptedException {
    Waits.exitCode("the job after SIGKILL", process.destroyForcibly());
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** The lines on its standard error. */
  List<String> errorLines() throws IOException {
    return Files.readAllLines(err);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
