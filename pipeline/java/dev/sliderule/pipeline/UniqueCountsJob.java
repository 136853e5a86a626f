package dev.sliderule.pipeline;

import java.util.SortedMap;
import java.util.TreeMap;
import org.joda.time.Duration;

/** A pipeline that has been started, with what a caller may ask of it. */
public interface UniqueCountsJob {

  /** Whether every partition of the topic has a reader that knows its position. */
  boolean isReading();

  /** What became of the records so far; exact once the job has ended. */
  JobCounters counters();

  /**
   * The job's own metrics by name, as {@link dev.sliderule.pipeline.metrics.JobMetrics} has them;
   * empty if the job runs elsewhere.
   */
  default SortedMap<String, Long> metrics() {
    return new TreeMap<>();
  }

  /**
   * Says that nothing more will be written to the topic: what is there is read, all windows close
   * and the job ends.
   */
  void endInput();

  /**
   * Waits for the end of the job.
   *
   * @return whether it has ended within {@code timeout}
   * @throws dev.sliderule.common.JobFailedException if it has failed
   */
  boolean awaitEnd(Duration timeout) throws InterruptedException;

  /** Stops the job where it is; windows that are open are not published. */
  void cancel();

  /** Runs something when this process is told to stop, while the job can still work. */
  default void onShutdown(Runnable stop) {}

  /** Takes it back. */
  default void disarmShutdown() {}
}
