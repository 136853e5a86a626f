package dev.sliderule.pipeline;

import dev.sliderule.common.Command;
import dev.sliderule.common.JobFailedException;
import dev.sliderule.pipeline.metrics.JobMetrics;
import dev.sliderule.pipeline.options.UniqueCountsSettings;
import dev.sliderule.pipeline.read.EndOfInput;
import dev.sliderule.pipeline.read.ReadSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Predicate;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricKey;
import org.apache.beam.sdk.metrics.MetricName;
import org.apache.beam.sdk.metrics.MetricResult;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** A job that a Beam runner runs, watched for Kafka being gone. */
final class BeamJob implements UniqueCountsJob {
  private static final Duration POLL = Duration.millis(200);

  private final PipelineResult result;
  private final UniqueCountsSettings settings;
  private final int partitions;
  private final KafkaWatchdog watchdog;

  private BeamJob(
      PipelineResult result,
      UniqueCountsSettings settings,
      int partitions,
      KafkaWatchdog watchdog) {
    this.result = result;
    this.settings = settings;
    this.partitions = partitions;
    this.watchdog = watchdog;
  }

  /**
   * Runs a pipeline.
   *
   * @param partitions number of partitions of the input topic
   */
  static BeamJob start(Pipeline pipeline, UniqueCountsSettings settings, int partitions) {
    PipelineResult result = pipeline.run();
    ReadSettings read = settings.read();
    KafkaWatchdog watchdog =
        KafkaWatchdog.start(read.bootstrapServers(), read.clientConfig(), settings.kafkaTimeout());
    return new BeamJob(result, settings, partitions, watchdog);
  }

  @Override
  public boolean isReading() {
    return counter(JobMetrics.PARTITIONS_OPENED) >= partitions;
  }

  @Override
  public JobCounters counters() {
    // What is counted was read before: asked for in this order, no number is ahead of "read".
    long counted = counter(JobMetrics.COUNTED);
    long malformed = counter(JobMetrics.MALFORMED);
    if (result.getState() != PipelineResult.State.DONE) {
      long dropped = droppedRecords();
      return JobCounters.of(counter(JobMetrics.READ), counted, dropped, malformed);
    }
    long read = counter(JobMetrics.READ);
    long partlyLate = counter(JobMetrics.COUNTED_LATE) - counter(JobMetrics.REFINING);
    return JobCounters.of(read, counted, read - counted - malformed, malformed, partlyLate);
  }

  private long counter(String name) {
    return sum(key -> key.metricName().equals(MetricName.named(JobMetrics.NAMESPACE, name)));
  }

  /**
   * A lower bound of the records that the runner has dropped: it counts elements, one for each
   * grouping, and an element may be several records of a bundle.
   */
  private long droppedRecords() {
    long elements =
        sum(
            key ->
                key.metricName().getName().equals(JobMetrics.DROPPED_DUE_TO_LATENESS)
                    && key.stepName() != null
                    && key.stepName().contains(JobMetrics.SLICE_STEP));
    return elements / settings.read().fields().groupings().size();
  }

  private long sum(Predicate<MetricKey> wanted) {
    long sum = 0;
    for (MetricResult<Long> metric : result.metrics().allMetrics().getCounters()) {
      if (wanted.test(metric.getKey())) {
        sum += metric.getAttempted();
      }
    }
    return sum;
  }

  @Override
  public void endInput() {
    ReadSettings read = settings.read();
    EndOfInput.announce(read.bootstrapServers(), read.topic(), Instant.now());
  }

  @Override
  public boolean awaitEnd(Duration timeout) throws InterruptedException {
    Instant deadline = Instant.now().plus(timeout);
    do {
      if (watchdog.failure() != null) {
        cancel();
        throw new JobFailedException(watchdog.failure());
      }
      PipelineResult.State state = waitFor(POLL);
      if (state != null && state.isTerminal()) {
        watchdog.close();
        if (state == PipelineResult.State.FAILED) {
          throw new JobFailedException("the pipeline failed; see the log for the cause");
        }
        return true;
      }
    } while (Instant.now().isBefore(deadline));
    return false;
  }

  private PipelineResult.State waitFor(Duration duration) {
    try {
      return result.waitUntilFinish(duration);
    } catch (RuntimeException e) {
      watchdog.close();
      throw new JobFailedException("the pipeline failed: " + Command.rootMessage(e), e);
    }
  }

  @Override
  public void cancel() {
    watchdog.close();
    try {
      result.cancel();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
