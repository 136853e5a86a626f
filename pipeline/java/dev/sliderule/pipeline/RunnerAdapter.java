package dev.sliderule.pipeline;

import dev.sliderule.pipeline.options.UniqueCountsOptions;
import dev.sliderule.pipeline.options.UniqueCountsSettings;
import java.util.ServiceLoader;

/** What a job needs on a runner beyond what Beam does; found by {@link ServiceLoader}. */
public interface RunnerAdapter {

  /** Whether this is for the runner that the options name. */
  boolean isFor(UniqueCountsOptions options);

  /**
   * Gets ready to run a job.
   *
   * @param options may be changed
   * @param partitions number of partitions of the topic
   * @throws dev.sliderule.common.UsageException if the job cannot start as it was asked
   */
  RunnerSession open(UniqueCountsOptions options, UniqueCountsSettings settings, int partitions);

  /** The adapter for a job; one that does nothing if its runner needs none. */
  static RunnerAdapter of(UniqueCountsOptions options) {
    for (RunnerAdapter adapter :
        ServiceLoader.load(RunnerAdapter.class, RunnerAdapter.class.getClassLoader())) {
      if (adapter.isFor(options)) {
        return adapter;
      }
    }
    return new PlainRunner();
  }
}
