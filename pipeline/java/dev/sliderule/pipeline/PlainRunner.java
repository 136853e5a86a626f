package dev.sliderule.pipeline;

import dev.sliderule.common.GroupOffsets;
import dev.sliderule.common.UsageException;
import dev.sliderule.pipeline.options.UniqueCountsOptions;
import dev.sliderule.pipeline.options.UniqueCountsSettings;
import dev.sliderule.pipeline.read.KafkaPartitions;
import dev.sliderule.pipeline.read.ReadSettings;
import dev.sliderule.pipeline.read.ReadStart;
import dev.sliderule.pipeline.read.StartPositions;
import dev.sliderule.pipeline.resume.ResumePoint;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import javax.annotation.Nullable;
import org.apache.beam.sdk.PipelineResult;
import org.apache.kafka.common.KafkaException;
import org.joda.time.Duration;

/** A runner that does all that Beam says; but it keeps nothing of a job to go on from. */
final class PlainRunner implements RunnerAdapter {
  @Override
  public boolean isFor(UniqueCountsOptions options) {
    return true;
  }

  @Override
  public RunnerSession open(
      UniqueCountsOptions options, UniqueCountsSettings settings, int partitions) {
    if (settings.read().startFrom() == ReadSettings.StartFrom.RESUME) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "--startFrom=resume is bad: %s keeps no record of open windows; expected earliest,"
                  + " latest or a time, or --runner=SparkRunner",
              options.getRunner().getSimpleName()));
    }
    ReadSettings read = settings.read();
    try (GroupOffsets offsets =
        GroupOffsets.of(read.bootstrapServers(), read.clientConfig(), read.topic())) {
      ResumePoint start = ResumePoint.fresh(0, StartPositions.find(read, offsets, partitions));
      ReadStart job = ReadStart.of(UUID.randomUUID().toString(), start, null);
      return new Session(
          settings.forRunner(read.toBuilder().setStart(job).build(), settings.shards()));
    } catch (KafkaException e) {
      throw new UsageException("Kafka does not answer: " + e.getMessage(), e);
    }
  }

  private static final class Session implements RunnerSession {
    private final UniqueCountsSettings settings;
    @Nullable private PipelineResult result;
    @Nullable private Thread hook;

    Session(UniqueCountsSettings settings) {
      this.settings = settings;
    }

    @Override
    public UniqueCountsSettings settings() {
      return settings;
    }

    @Override
    public void started(PipelineResult result) {
      this.result = result;
    }

    @Override
    public PipelineResult.State await(Duration time) {
      return result.waitUntilFinish(time);
    }

    @Override
    public boolean isFinished() {
      return false;
    }

    @Override
    public Optional<String> failure() {
      return Optional.empty();
    }

    @Override
    public void finish() {}

    @Override
    public void abandon() {}

    @Override
    public void onShutdown(Runnable stop) {
      hook = new Thread(stop, "stop");
      Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void disarmShutdown() {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The process is being stopped, and the hook is at it.
      }
    }

    @Override
    public void close() {
      KafkaPartitions.close(settings.read());
    }
  }
}
