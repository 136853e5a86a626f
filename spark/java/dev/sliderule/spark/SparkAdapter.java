package dev.sliderule.spark;

import dev.sliderule.pipeline.RunnerAdapter;
import dev.sliderule.pipeline.RunnerSession;
import dev.sliderule.pipeline.options.UniqueCountsOptions;
import dev.sliderule.pipeline.options.UniqueCountsSettings;

/** Beam's SparkRunner. Names no class of Spark, which other runners do without. */
public final class SparkAdapter implements RunnerAdapter {
  private static final String RUNNER = "org.apache.beam.runners.spark.SparkRunner";

  @Override
  public boolean isFor(UniqueCountsOptions options) {
    return options.getRunner().getName().equals(RUNNER);
  }

  @Override
  public RunnerSession open(
      UniqueCountsOptions options, UniqueCountsSettings settings, int partitions) {
    return SparkJobSession.open(options, settings, partitions);
  }
}
