package dev.sliderule.launcher;

import dev.sliderule.pipeline.JobCounters;
import dev.sliderule.pipeline.UniqueCountsJob;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.joda.time.Duration;

/** A pipeline in a process of its own, known by what it says. */
final class ChildPipeline implements UniqueCountsJob {
  private static final String STOPPED = "stopped: ";

  private final String readingLine;
  private final Runnable inputEnding;
  private final ChildProcess process;
  private volatile boolean reading;
  private volatile JobCounters counters = JobCounters.of(0, 0, 0, 0);

  /**
   * Starts the process.
   *
   * @param topic what the pipeline reads
   * @param inputEnding tells the pipeline that its input has ended
   */
  ChildPipeline(
      List<String> command,
      Map<String, String> environment,
      Path log,
      String topic,
      Runnable inputEnding) {
    this.readingLine = "reading " + topic;
    this.inputEnding = inputEnding;
    this.process = ChildProcess.start("pipeline", command, environment, log, this::listen);
  }

  private boolean listen(String line) {
    if (line.equals(readingLine)) {
      reading = true;
      return true;
    }
    String numbers = line.startsWith(STOPPED) ? line.substring(STOPPED.length()) : line;
    return JobCounters.parse(numbers)
        .map(
            said -> {
              counters = said;
              return true;
            })
        .orElse(false);
  }

  @Override
  public boolean isReading() {
    return reading;
  }

  @Override
  public JobCounters counters() {
    return counters;
  }

  @Override
  public void endInput() {
    inputEnding.run();
  }

  @Override
  public boolean awaitEnd(Duration timeout) throws InterruptedException {
    return process.awaitEnd(timeout);
  }

  @Override
  public void cancel() {
    process.stop();
  }
}
