package dev.sliderule.launcher;

import java.util.OptionalLong;
import org.joda.time.Duration;

/** A generator that has been started, with what a local run asks of it. */
interface SendingJob {
  /** Records that have been sent so far. */
  long sent();

  /** Records that will be sent in all, if there is an end. */
  OptionalLong total();

  /**
   * Waits for the end of the job.
   *
   * @param timeout longer than zero
   * @return whether it has ended within {@code timeout}
   * @throws dev.sliderule.common.JobFailedException if it has failed
   */
  boolean awaitEnd(Duration timeout) throws InterruptedException;

  /** Stops sending; a job that has ended stays as it is. */
  void cancel();
}
