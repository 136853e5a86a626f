package dev.sliderule.pipeline;

import dev.sliderule.common.Command;
import dev.sliderule.common.KafkaAccess;
import dev.sliderule.pipeline.aggregate.PlainWindows;
import dev.sliderule.pipeline.options.UniqueCountsOptions;
import dev.sliderule.pipeline.options.UniqueCountsSettings;
import dev.sliderule.pipeline.read.ReadEvents;
import dev.sliderule.pipeline.read.ReadSettings;
import dev.sliderule.pipeline.write.KafkaTarget;
import dev.sliderule.pipeline.write.WriteRows;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * The job of {@link UniqueCountsPipeline} with {@link PlainWindows}; its topics must exist, and
 * malformed records go nowhere.
 */
public final class PlainWindowsPipeline {
  private PlainWindowsPipeline() {}

  @SuppressWarnings("SystemExit") // The exit code is part of the command's contract.
  public static void main(String[] args) {
    System.exit(Command.run(System.err, () -> run(args)));
  }

  private static int run(String... args) throws InterruptedException {
    UniqueCountsOptions options = UniqueCountsPipeline.options(args);
    UniqueCountsSettings settings = UniqueCountsSettings.from(options);
    int partitions;
    try (KafkaAccess kafka =
        KafkaAccess.connect(settings.read().bootstrapServers(), settings.read().clientConfig())) {
      partitions = kafka.requireTopic("topic", settings.read().topic());
    }
    RunnerSession session = RunnerAdapter.of(options).open(options, settings, partitions);
    BeamJob job = BeamJob.start(pipeline(options, session.settings()), session, partitions);
    return new ForegroundRun(job, settings, System.err).toEnd();
  }

  private static Pipeline pipeline(PipelineOptions options, UniqueCountsSettings settings) {
    Pipeline pipeline = Pipeline.create(options);
    ReadSettings read = settings.read();
    pipeline
        .apply("Read", ReadEvents.from(read))
        .get(ReadEvents.EVENTS)
        .apply("Count", new PlainWindows(settings.windows(), settings.counter()))
        .apply(
            "WriteRows",
            WriteRows.to(
                settings.outputs(),
                topic -> KafkaTarget.of(read.bootstrapServers(), topic, read.clientConfig()),
                url -> {
                  throw new IllegalArgumentException(url);
                },
                settings.windows().allowedLateness()));
    return pipeline;
  }
}
