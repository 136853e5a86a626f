package dev.sliderule.generator;

import dev.sliderule.common.Command;
import dev.sliderule.common.JobFailedException;
import dev.sliderule.common.KafkaAccess;
import dev.sliderule.generator.options.GeneratorOptions;
import dev.sliderule.generator.write.WriteToKafka;
import java.io.IOException;
import java.util.OptionalLong;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.metrics.SinkMetrics;
import org.joda.time.Duration;

/** A generator that has been started, with what a caller may ask of it. */
public final class GeneratorJob {
  private static final long POLL_MILLIS = 250;
  private static final MetricsFilter SENT =
      MetricsFilter.builder()
          .addNameFilter(
              MetricNameFilter.named(
                  SinkMetrics.elementsWritten().getName().getNamespace(),
                  SinkMetrics.elementsWritten().getName().getName()))
          .build();

  private final PipelineResult result;
  private final OptionalLong total;
  private volatile boolean cancelling;
  private volatile boolean cancelled;
  private volatile JobFailedException failure;

  GeneratorJob(PipelineResult result, OptionalLong total) {
    this.result = result;
    this.total = total;
  }

  /**
   * Starts a generator and returns while it runs, provided that the options come from {@link
   * GeneratorPipeline#options} or otherwise tell the runner not to block.
   *
   * @throws dev.sliderule.common.UsageException if an option is wrong, no broker answers, or there
   *     is no such topic
   */
  public static GeneratorJob start(GeneratorOptions options) {
    return start(options, GeneratorSettings.of(options));
  }

  /** As {@link #start(GeneratorOptions)}, with settings that have been made of the options. */
  static GeneratorJob start(GeneratorOptions options, GeneratorSettings settings) {
    try (KafkaAccess kafka =
        KafkaAccess.connect(settings.bootstrapServers(), settings.producerConfig())) {
      kafka.requireTopic("topic", settings.topic());
    }
    Pipeline pipeline = Pipeline.create(options);
    GeneratorPipeline.build(
        pipeline,
        settings,
        WriteToKafka.of(settings.bootstrapServers(), settings.topic(), settings.producerConfig()));
    try {
      return new GeneratorJob(pipeline.run(), settings.total());
    } catch (RuntimeException e) {
      throw failed(e);
    }
  }

  /**
   * How many records Kafka has acknowledged. Never more than there are, on runners that know which
   * work is committed; elsewhere records that were sent again may count twice.
   */
  public long sent() {
    long sent = 0;
    for (MetricResult<Long> count : result.metrics().queryMetrics(SENT).getCounters()) {
      sent += count.hasCommitted() ? count.getCommitted() : count.getAttempted();
    }
    return sent;
  }

  /** How many records will be sent in all; empty if there is no end. */
  public OptionalLong total() {
    return total;
  }

  /** Whether the job has ended, well or not. */
  public boolean isDone() {
    return cancelled || failure != null || result.getState().isTerminal();
  }

  /**
   * Waits for the end of the job. Some runners never end a job that reads an unbounded source; so
   * when everything has been sent and the runner goes on, this ends the job.
   *
   * @return whether it has ended within {@code timeout}
   * @throws JobFailedException if it has failed
   */
  public boolean awaitEnd(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.getMillis() * 1_000_000;
    while (true) {
      if (failure != null) {
        throw failure;
      }
      if (cancelled) {
        return true;
      }
      boolean allSent = total.isPresent() && sent() >= total.getAsLong();
      long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
      PipelineResult.State state = waitUntilFinish(Math.min(leftMillis, POLL_MILLIS));
      if (state == PipelineResult.State.FAILED) {
        failure = new JobFailedException("the generator failed; the log says why");
        throw failure;
      }
      if (state != null && state.isTerminal()) {
        return true;
      }
      if (allSent) {
        cancel();
        return true;
      }
      if (leftMillis <= POLL_MILLIS) {
        return false;
      }
    }
  }

  private PipelineResult.State waitUntilFinish(long millis) throws InterruptedException {
    try {
      // To Beam, zero means for ever.
      return result.waitUntilFinish(Duration.millis(Math.max(millis, 1)));
    } catch (RuntimeException e) {
      if (Thread.interrupted()) {
        throw (InterruptedException) new InterruptedException().initCause(e);
      }
      if (cancelling) {
        // Work that was cut off in the middle is no failure of a job that was told to stop.
        return PipelineResult.State.CANCELLED;
      }
      failure = failed(e);
      throw failure;
    }
  }

  private static JobFailedException failed(RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof JobFailedException) {
        return new JobFailedException(cause.getMessage(), e);
      }
    }
    return new JobFailedException("the generator failed: " + Command.rootMessage(e), e);
  }

  /**
   * Stops the job where it is; one that has ended stays as it is.
   *
   * @throws JobFailedException if the runner cannot
   */
  public void cancel() {
    cancelling = true;
    try {
      if (!isDone()) {
        result.cancel();
      }
      cancelled = true;
    } catch (IOException e) {
      throw new JobFailedException("the generator cannot be stopped: " + Command.rootMessage(e), e);
    }
  }
}
