package dev.sliderule.pipeline;

import dev.sliderule.common.Command;
import dev.sliderule.common.EndOfTopic;
import dev.sliderule.common.JobFailedException;
import dev.sliderule.pipeline.metrics.JobMetrics;
import dev.sliderule.pipeline.metrics.JobMetricsSnapshot;
import dev.sliderule.pipeline.options.UniqueCountsSettings;
import dev.sliderule.pipeline.read.EndOfInput;
import dev.sliderule.pipeline.read.ReadSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
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
  private final RunnerSession session;
  private final int partitions;
  private final KafkaWatchdog watchdog;
  private volatile boolean finished;

  private BeamJob(
      PipelineResult result, RunnerSession session, int partitions, KafkaWatchdog watchdog) {
    this.result = result;
    this.settings = session.settings();
    this.session = session;
    this.partitions = partitions;
    this.watchdog = watchdog;
  }

  /**
   * Runs a pipeline.
   *
   * @param partitions number of partitions of the input topic
   */
  static BeamJob start(Pipeline pipeline, RunnerSession session, int partitions) {
    UniqueCountsSettings settings = session.settings();
    PipelineResult result = pipeline.run();
    session.started(result);
    ReadSettings read = settings.read();
    KafkaWatchdog watchdog =
        KafkaWatchdog.start(read.bootstrapServers(), read.clientConfig(), settings.kafkaTimeout());
    return new BeamJob(result, session, partitions, watchdog);
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
    if (!finished && result.getState() != PipelineResult.State.DONE) {
      long late = counter(JobMetrics.LATE) + droppedRecords();
      return JobCounters.of(counter(JobMetrics.READ), counted, late, malformed);
    }
    long read = counter(JobMetrics.READ);
    long partlyLate = counter(JobMetrics.COUNTED_LATE) - counter(JobMetrics.REFINING);
    return JobCounters.of(read, counted, read - counted - malformed, malformed, partlyLate);
  }

  @Override
  public SortedMap<String, Long> metrics() {
    SortedMap<String, Long> metrics = JobMetricsSnapshot.of(result.metrics());
    metrics.put(JobMetrics.LATE_DROPPED, droppedRecords());
    return metrics;
  }

  private long counter(String name) {
    return sum(key -> key.metricName().equals(MetricName.named(JobMetrics.NAMESPACE, name)));
  }

  /**
   * A lower bound of the records that the runner has dropped: it counts elements, at most one for
   * each shard, and an element may be several records of a block.
   */
  private long droppedRecords() {
    long elements =
        sum(
            key ->
                key.metricName().getName().equals(JobMetrics.DROPPED_DUE_TO_LATENESS)
                    && key.stepName() != null
                    && key.stepName().contains(JobMetrics.SLICE_STEP));
    return elements / settings.shards();
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
    if (read.aligned() != null && read.aligned().acrossProcesses()) {
      EndOfTopic.announce(
          read.bootstrapServers(),
          read.clientConfig(),
          read.aligned().consumerGroup(),
          read.topic());
    }
  }

  @Override
  public boolean awaitEnd(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeout.getMillis());
    do {
      Optional<String> failure = session.failure().or(watchdog::failure);
      if (failure.isPresent()) {
        throw stopped(new JobFailedException(failure.get()));
      }
      if (session.isFinished()) {
        finished = true;
        cancel();
        return true;
      }
      PipelineResult.State state = waitFor(POLL);
      if (state != null && state.isTerminal()) {
        close();
        if (state == PipelineResult.State.FAILED) {
          throw new JobFailedException("the pipeline failed; see the log for the cause");
        }
        return true;
      }
    } while (System.nanoTime() - deadline < 0);
    return false;
  }

  private PipelineResult.State waitFor(Duration duration) {
    try {
      return session.await(duration);
    } catch (RuntimeException e) {
      close();
      throw new JobFailedException(
          session.failure().orElse("the pipeline failed: " + Command.rootMessage(e)), e);
    }
  }

  @Override
  public void onShutdown(Runnable stop) {
    session.onShutdown(stop);
  }

  @Override
  public void disarmShutdown() {
    session.disarmShutdown();
  }

  @Override
  public void cancel() {
    session.finish();
    stop();
  }

  /** Stops a job that has failed; what goes wrong then only follows from the failure. */
  private JobFailedException stopped(JobFailedException failure) {
    try {
      session.abandon();
      stop();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  private void stop() {
    try {
      result.cancel();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      close();
    }
  }

  private void close() {
    watchdog.close();
    session.close();
  }
}
