package dev.sliderule.generator;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a generator that runs alone says about its progress. It also stops the job when the process
 * is told to end (Ctrl-C) before this is closed.
 */
final class GeneratorStatus implements AutoCloseable {
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
    long sent = job.sent();
    if (sent != lastSent) {
      err.println("generator: " + progress(sent));
      lastSent = sent;
    }
  }

  /** Prints the last line. */
  void printEnd() {
    if (over.compareAndSet(false, true)) {
      err.println("generator: ended, " + progress(job.sent()));
    }
  }

  private void stop() {
    if (over.compareAndSet(false, true)) {
      job.cancel();
      err.println("generator: stopped, " + progress(job.sent()));
    }
  }

  private String progress(long sent) {
    return job.total().isPresent()
        ? String.format(Locale.ROOT, "%,d of %,d records sent", sent, job.total().getAsLong())
        : String.format(Locale.ROOT, "%,d records sent", sent);
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
