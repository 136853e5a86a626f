package dev.sliderule.launcher;

import dev.sliderule.common.OptionsHelp;
import dev.sliderule.generator.GeneratorJob;
import dev.sliderule.generator.GeneratorPipeline;
import dev.sliderule.generator.options.GeneratorOptions;
import dev.sliderule.pipeline.UniqueCountsJob;
import dev.sliderule.pipeline.UniqueCountsPipeline;
import dev.sliderule.pipeline.options.UniqueCountsOptions;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import org.joda.time.Duration;

/** The real jobs, each a Beam pipeline in this JVM. */
final class BeamJobs implements LocalJobs {
  @Override
  public Collection<String> pipelineOptions() {
    return OptionsHelp.names(UniqueCountsOptions.GROUPS);
  }

  @Override
  public Collection<String> generatorOptions() {
    return OptionsHelp.names(GeneratorOptions.GROUPS);
  }

  @Override
  public UniqueCountsJob startPipeline(List<String> arguments) {
    return UniqueCountsPipeline.start(
        UniqueCountsPipeline.options(arguments.toArray(new String[0])));
  }

  @Override
  public SendingJob startGenerator(List<String> arguments) {
    return new Generator(
        GeneratorJob.start(GeneratorPipeline.options(arguments.toArray(new String[0]))));
  }

  private static final class Generator implements SendingJob {
    private final GeneratorJob job;

    Generator(GeneratorJob job) {
      this.job = job;
    }

    @Override
    public long sent() {
      return job.sent();
    }

    @Override
    public OptionalLong total() {
      return job.total();
    }

    @Override
    public boolean awaitEnd(Duration timeout) throws InterruptedException {
      return job.awaitEnd(timeout);
    }

    @Override
    public void cancel() {
      job.cancel();
    }
  }
}
