package dev.sliderule.pipeline;

import dev.sliderule.pipeline.options.UniqueCountsSettings;
import java.util.Optional;
import org.apache.beam.sdk.PipelineResult;
import org.joda.time.Duration;

/** One job on its runner. */
public interface RunnerSession extends AutoCloseable {

  /** The settings to build the pipeline with. */
  UniqueCountsSettings settings();

  /** Called once the runner has been given the pipeline. */
  void started(PipelineResult result);

  /** Waits for the runner to come to an end by itself, but not longer than that. */
  PipelineResult.State await(Duration time);

  /** Whether everything has been done, though the runner would go on for ever. */
  boolean isFinished();

  /** Why the job cannot go on, in one sentence; empty while it can. */
  Optional<String> failure();

  /** Lets the runner finish what it has begun, before it is told to stop. */
  void finish();

  /**
   * Makes the runner leave what it has begun, which may never finish, before it is told to stop.
   */
  void abandon();

  /** Runs something when the process is told to stop, while the runner can still work. */
  void onShutdown(Runnable stop);

  /** Takes it back. */
  void disarmShutdown();

  /** Ends the session of a job that has ended, been cancelled or failed. */
  @Override
  void close();
}
