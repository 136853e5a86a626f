package dev.sliderule.generator;

import dev.sliderule.common.ExitCode;
import dev.sliderule.common.Patience;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.joda.time.Duration;

/**
 * What a generator that runs alone says about its progress. It also stops the job when the process
 * is told to end (Ctrl-C) before this is closed.
 */
final class GeneratorStatus implements AutoCloseable {
  /** Spark has a shutdown hook as well, which can end what an orderly stop waits for. */
  private static final Duration STOP_PATIENCE = Duration.standardSeconds(5);

  private final GeneratorJob job;
  private final PrintStream err;
  private final Thread stopOnExit = new Thread(this::stop, "generator-stop");
  private final AtomicBoolean over = new AtomicBoolean();
  private long lastSent = -1;

  private GeneratorStatus(GeneratorJob job, PrintStream err) {
    this.job = job;
    this.err = err;
  }

  static GeneratorStatus watch(GeneratorJob job, PrintStream err) {
    GeneratorStatus status = new GeneratorStatus(job, err);
    Runtime.getRuntime().addShutdownHook(status.stopOnExit);
    return status;
  }

  /** Prints a line if there is progress since the last one. */
  void print() {
    GeneratorProgress progress = progress();
    if (progress.sent() != lastSent) {
      err.println(progress.toLine());
      lastSent = progress.sent();
    }
  }

  /** Prints the last line. */
  void printEnd() {
    if (over.compareAndSet(false, true)) {
      err.println(progress().toEndLine());
    }
  }

  private void stop() {
    if (over.compareAndSet(false, true)) {
      boolean calm = Patience.endsWithin(STOP_PATIENCE, job::cancel);
      err.println(progress().toStoppedLine());
      err.flush();
      if (!calm) {
        Runtime.getRuntime().halt(ExitCode.OK);
      }
    }
  }

  private GeneratorProgress progress() {
    return GeneratorProgress.of(job.sent(), job.total());
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(stopOnExit);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook does its work.
    }
  }
}
