package dev.sliderule.spark;

import dev.sliderule.common.Command;
import dev.sliderule.common.EndOfTopic;
import dev.sliderule.common.GroupOffsets;
import dev.sliderule.common.UsageException;
import dev.sliderule.pipeline.RunnerSession;
import dev.sliderule.pipeline.options.UniqueCountsOptions;
import dev.sliderule.pipeline.options.UniqueCountsSettings;
import dev.sliderule.pipeline.read.KafkaPartitions;
import dev.sliderule.pipeline.read.ReadSettings;
import dev.sliderule.pipeline.read.ReadStart;
import dev.sliderule.pipeline.resume.ResumePoint;
import dev.sliderule.pipeline.resume.ResumePointStore;
import dev.sliderule.pipeline.resume.ResumeTracker;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.annotation.Nullable;
import org.apache.beam.runners.spark.SparkContextOptions;
import org.apache.beam.sdk.PipelineResult;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.joda.time.format.DateTimeFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One job on the SparkRunner: readers with one watermark, one batch at a time, and a record of
 * where to go on. Beam's runner keeps static state, so there is one such job in a process at a
 * time.
 */
final class SparkJobSession implements RunnerSession {
  private static final Logger LOG = LoggerFactory.getLogger(SparkJobSession.class);

  /** Before Spark's own, which stops it at once. */
  private static final int HOOK_PRIORITY = 1_000;

  private static final int HOOK_SECONDS = 120;

  private static final long BATCH_PATIENCE_MILLIS = 60_000;

  private final UniqueCountsSettings settings;
  private final ReadStart start;
  private final GroupOffsets offsets;
  private final CheckpointDirectory directory;
  private final BatchGate gate;
  private final BatchMonitor monitor;
  private final ResumePointCommitter committer;
  private final ProgressWatch progress;
  private final AtomicBoolean closed = new AtomicBoolean();
  @Nullable private PipelineResult result;
  private Optional<RunningStream> stream = Optional.empty();
  private Optional<JobMetricsSource> metrics = Optional.empty();
  @Nullable private Runnable hook;

  private SparkJobSession(
      UniqueCountsSettings settings,
      GroupOffsets offsets,
      CheckpointDirectory directory,
      ResumePointStore store) {
    this.settings = settings;
    this.start = settings.read().start();
    this.offsets = offsets;
    this.directory = directory;
    this.committer = ResumePointCommitter.start(store);
    this.gate = new BatchGate();
    this.progress =
        new ProgressWatch(
            settings.progressTimeout(),
            settings.read().idleTimeout(),
            start.point().offsets(),
            () -> offsets.list(start.point().offsets().size(), OffsetSpec.latest()),
            System::nanoTime);
    this.monitor =
        new BatchMonitor(
            settings.read(),
            settings.shards(),
            gate,
            new ResumeTracker(settings.windows()::startOfOldestOpenWindow, start.point()),
            progress::batchCompleted,
            committer::reached);
  }

  static SparkJobSession open(
      UniqueCountsOptions options, UniqueCountsSettings settings, int partitions) {
    SparkContextOptions sparkOptions = options.as(SparkContextOptions.class);
    SparkConfiguration.complete(sparkOptions);
    int recordsPerBatch = SparkConfiguration.takeRecordsPerBatch(sparkOptions);
    HadoopFiles.provide(options, settings.outputs());
    ExecutorWatch.reset();
    CheckpointDirectory directory = CheckpointDirectory.of(sparkOptions);
    ReadSettings read = settings.read();
    String group = settings.consumerGroup();
    String job =
        DateTimeFormat.forPattern("yyyyMMdd-HHmmss-").withZoneUTC().print(Instant.now())
            + UUID.randomUUID().toString().substring(0, 8);
    GroupOffsets offsets =
        GroupOffsets.of(read.bootstrapServers(), read.clientConfig(), read.topic());
    try {
      ResumePointStore store = new ResumePointStore(offsets, group, job, settings.windows().name());
      ResumePoint start =
          new JobStart(settings, offsets, store, partitions).commit(directory.isOf(group));
      EndOfTopic.forget(offsets, group);
      sparkOptions.setCheckpointDir(directory.openRun(group, job));
      SparkJobSession session =
          new SparkJobSession(
              settings.forRunner(
                  read.toBuilder()
                      .setStart(ReadStart.of(job, start, group))
                      .setRecordsAtOnce(recordsPerBatch)
                      .build(),
                  SparkConfiguration.cores(sparkOptions)),
              offsets,
              directory,
              store);
      sparkOptions.setListeners(List.of(session.monitor));
      BatchClock.goBy(session.gate);
      return session;
    } catch (KafkaException e) {
      offsets.close();
      throw new UsageException("Kafka does not answer: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      offsets.close();
      throw e;
    }
  }

  @Override
  public UniqueCountsSettings settings() {
    return settings;
  }

  @Override
  public void started(PipelineResult result) {
    this.result = result;
    monitor.started(result);
    progress.start();
    // Until Spark has started, or failed to.
    result.waitUntilFinish(Duration.millis(1));
    stream = RunningStream.active();
    metrics = Optional.of(JobMetricsSource.register(result, monitor::batchMillis));
  }

  /** Not by Beam's result, which would wait for the other batches when one has failed. */
  @Override
  public PipelineResult.State await(Duration time) {
    if (stream.isEmpty()) {
      return result.waitUntilFinish(time);
    }
    try {
      return stream.get().endsWithin(time) ? PipelineResult.State.DONE : result.getState();
    } catch (Exception e) {
      monitor.failed(Command.rootMessage(e));
      return result.getState();
    }
  }

  @Override
  public boolean isFinished() {
    return monitor.isFinished();
  }

  @Override
  public Optional<String> failure() {
    return Stream.of(monitor.failure(), committer.failure(), progress.failure(), lostExecutor())
        .filter(failure -> failure != null)
        .findFirst();
  }

  @Nullable
  private static String lostExecutor() {
    return ExecutorWatch.lost() == null
        ? null
        : ExecutorWatch.lost()
            + "; what it had read cannot be read again in the same way, so run the job again: it"
            + " goes on where the windows began that are open";
  }

  @Override
  public void finish() {
    try {
      if (!gate.hold(BATCH_PATIENCE_MILLIS)) {
        LOG.warn("The last batch takes too long; its windows will be counted again");
        abandon();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      committer.close();
      gate.open();
    }
  }

  @Override
  public void abandon() {
    gate.shut();
    gate.open();
    stream.ifPresent(RunningStream::stopNow);
  }

  @Override
  public void onShutdown(Runnable stop) {
    hook = stop;
    ShutdownHookManager.get().addShutdownHook(stop, HOOK_PRIORITY, HOOK_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void disarmShutdown() {
    try {
      ShutdownHookManager.get().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is being stopped, and the hook is at it.
    }
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    progress.close();
    metrics.ifPresent(JobMetricsSource::close);
    gate.open();
    committer.close();
    KafkaPartitions.close(settings.read());
    directory.closeRun(start.job());
    try {
      EndOfTopic.forget(offsets, start.consumerGroup());
    } catch (KafkaException e) {
      LOG.debug("The announced end could not be removed", e);
    } finally {
      offsets.close();
    }
  }
}
