package dev.sliderule.pipeline;

import dev.sliderule.common.Command;
import dev.sliderule.common.EndOfTopic;
import dev.sliderule.common.JobFailedException;
import dev.sliderule.pipeline.metrics.JobMetrics;
import dev.sliderule.pipeline.metrics.JobMetricsSnapshot;
import dev.sliderule.pipeline.metrics.JobProgress;
import dev.sliderule.pipeline.options.UniqueCountsSettings;
import dev.sliderule.pipeline.read.EndOfInput;
import dev.sliderule.pipeline.read.ReadSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
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
  private volatile boolean cancelled;

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
    KafkaWatchdog watchdog = KafkaWatchdog.start(read, partitions, settings.kafkaTimeout());
    return new BeamJob(result, session, partitions, watchdog);
  }

  @Override
  public boolean isReading() {
    return metrics().getOrDefault(JobMetrics.PARTITIONS_OPENED, 0L) >= partitions;
  }

  @Override
  public JobCounters counters() {
    SortedMap<String, Long> now = metrics();
    return JobCounters.of(
        now.getOrDefault(JobMetrics.READ, 0L),
        now.getOrDefault(JobMetrics.COUNTED, 0L),
        now.getOrDefault(JobMetrics.LATE, 0L),
        now.getOrDefault(JobMetrics.MALFORMED, 0L),
        now.getOrDefault(JobMetrics.PARTLY_LATE, 0L));
  }

  @Override
  public SortedMap<String, Long> metrics() {
    return JobMetricsSnapshot.of(result.metrics());
  }

  @Override
  public void endInput() {
    ReadSettings read = settings.read();
    EndOfInput.announce(read.bootstrapServers(), read.topic(), Instant.now());
    if (read.start().consumerGroup() != null) {
      EndOfTopic.announce(
          read.bootstrapServers(), read.clientConfig(), read.start().consumerGroup(), read.topic());
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
        cancel();
        return true;
      }
      PipelineResult.State state = waitFor(POLL);
      if (state != null && state.isTerminal()) {
        close();
        if (state == PipelineResult.State.FAILED) {
          throw new JobFailedException("the pipeline failed; see the log for the cause");
        }
        requireAll(state);
        return true;
      }
    } while (System.nanoTime() - deadline < 0);
    return false;
  }

  /** A job that has come to the end of its input has published all windows, or has lost blocks. */
  private void requireAll(PipelineResult.State state) {
    Instant watermark = JobProgress.of(result.metrics()).watermark(settings.shards());
    if (state == PipelineResult.State.DONE
        && !cancelled
        && watermark.isBefore(BoundedWindow.TIMESTAMP_MAX_VALUE)) {
      throw new JobFailedException(
          "the input was read to its end, but not all of it has been counted; look at the log, and"
              + " run the job again");
    }
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
    cancelled = true;
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
