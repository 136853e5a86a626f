package dev.sliderule.pipeline;

import dev.sliderule.common.Command;
import dev.sliderule.common.ExitCode;
import dev.sliderule.pipeline.options.UniqueCountsSettings;
import java.io.PrintStream;
import org.joda.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a job in the foreground: a line when it reads, one when its numbers have changed, a summary
 * at the end.
 */
final class ForegroundRun {
  private static final Logger LOG = LoggerFactory.getLogger(ForegroundRun.class);

  private final UniqueCountsJob job;
  private final String topic;
  private final Duration interval;
  private final PrintStream status;
  private boolean reading;
  private volatile boolean stopping;

  /**
   * A run of a job that has been started.
   *
   * @param status where the status lines go, away from the rows on the standard output
   */
  ForegroundRun(UniqueCountsJob job, UniqueCountsSettings settings, PrintStream status) {
    this.job = job;
    this.topic = settings.read().topic();
    this.interval = settings.statusInterval();
    this.status = status;
  }

  /**
   * Waits for the end of the job; returns the exit code. When the process is told to stop (Ctrl-C,
   * SIGTERM), the job is stopped, the summary printed, and the exit code is 0.
   */
  int toEnd() throws InterruptedException {
    job.onShutdown(this::stop);
    try {
      followToEnd();
    } finally {
      // A job that has ended or failed by itself must keep its exit code.
      job.disarmShutdown();
    }
    return ExitCode.OK;
  }

  private void followToEnd() throws InterruptedException {
    String last = "";
    while (!job.awaitEnd(interval)) {
      sayOnceThatItReads();
      String line = job.counters().toLine();
      if (!line.equals(last)) {
        status.println(line);
        last = line;
      }
    }
    if (!stopping) {
      status.println(job.counters().toLine());
    }
  }

  private void sayOnceThatItReads() {
    if (!reading && job.isReading()) {
      reading = true;
      status.println("reading " + topic);
    }
  }

  private void stop() {
    stopping = true;
    int code = ExitCode.OK;
    try {
      job.cancel();
      status.println("stopped: " + job.counters().toLine());
    } catch (RuntimeException e) {
      LOG.debug("The job could not be stopped", e);
      status.println("sliderule: the job could not be stopped: " + Command.rootMessage(e));
      code = ExitCode.FAILURE;
    }
    status.flush();
    Runtime.getRuntime().halt(code);
  }
}
