package dev.sliderule.launcher;

import dev.sliderule.pipeline.UniqueCountsJob;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** The two jobs of a local run: what options they know, and how to start them. */
interface LocalJobs {
  /** Names of the pipeline's options, without dashes. */
  Collection<String> pipelineOptions();

  /** Names of the generator's options, without dashes. */
  Collection<String> generatorOptions();

  /** Where a person finds what the pipeline has said. */
  default String pipelineLog() {
    return "its log with -Dsliderule.log=debug";
  }

  /** Files that the jobs write, in place of those of an earlier run. */
  default List<Path> files() {
    return List.of();
  }

  /**
   * Starts the pipeline and returns while it runs.
   *
   * @param arguments {@code --option=value}, each option at most once
   * @throws dev.sliderule.common.UsageException if an argument is wrong
   */
  UniqueCountsJob startPipeline(List<String> arguments);

  /**
   * Starts the generator and returns while it runs.
   *
   * @param arguments {@code --option=value}, each option at most once
   * @throws dev.sliderule.common.UsageException if an argument is wrong
   */
  SendingJob startGenerator(List<String> arguments);
}
