package dev.sliderule.spark;

import dev.sliderule.common.Command;
import dev.sliderule.common.JobFailedException;
import dev.sliderule.pipeline.metrics.JobProgress;
import dev.sliderule.pipeline.metrics.PartitionProgress;
import dev.sliderule.pipeline.read.ReadSettings;
import dev.sliderule.pipeline.resume.ResumePoint;
import dev.sliderule.pipeline.resume.ResumeTracker;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.annotation.Nullable;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.spark.streaming.api.java.JavaBatchInfo;
import org.apache.spark.streaming.api.java.JavaOutputOperationInfo;
import org.apache.spark.streaming.api.java.JavaStreamingListener;
import org.apache.spark.streaming.api.java.JavaStreamingListenerBatchCompleted;
import org.joda.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at each batch that has completed: is it whole, where could one go on, was it the last. */
final class BatchMonitor extends JavaStreamingListener {
  private static final Logger LOG = LoggerFactory.getLogger(BatchMonitor.class);

  private final ReadSettings settings;
  private final int shards;
  private final BatchGate gate;
  private final ResumeTracker tracker;
  private final Consumer<Map<Integer, PartitionProgress>> batchRead;
  private final Consumer<ResumePoint> reached;
  @Nullable private volatile PipelineResult result;
  @Nullable private volatile String failure;
  private volatile boolean finished;
  private volatile long batchMillis;

  /**
   * A monitor.
   *
   * @param shards number of shards
   * @param batchRead told how far the partitions have been read with each batch
   * @param reached told of the point from which the job could go on after each batch
   */
  BatchMonitor(
      ReadSettings settings,
      int shards,
      BatchGate gate,
      ResumeTracker tracker,
      Consumer<Map<Integer, PartitionProgress>> batchRead,
      Consumer<ResumePoint> reached) {
    this.settings = settings;
    this.shards = shards;
    this.gate = gate;
    this.tracker = tracker;
    this.batchRead = batchRead;
    this.reached = reached;
  }

  void started(PipelineResult result) {
    this.result = result;
  }

  /** Whether all windows of an ended input are closed and their rows written. */
  boolean isFinished() {
    return finished;
  }

  /** Takes note of an error of Spark's outside of a batch, or before it has told of the batch. */
  void failed(String reason) {
    if (failure == null) {
      failure = "a batch failed: " + reason;
    }
    gate.shut();
  }

  /** What is wrong with a batch; null if nothing is. */
  @Nullable
  String failure() {
    return failure;
  }

  /** How long the last batch took, from its start to its last row; 0 before the first. */
  long batchMillis() {
    return batchMillis;
  }

  @Override
  public void onBatchCompleted(JavaStreamingListenerBatchCompleted completed) {
    JavaBatchInfo batch = completed.batchInfo();
    batchMillis = batch.processingDelay();
    try {
      check(batch);
      if (failure == null && result != null) {
        JobProgress progress = JobProgress.of(result.metrics());
        progress.notCounted().ifPresent(this::lost);
        Instant watermark = progress.watermark(shards);
        Map<Integer, PartitionProgress> read = progress.partitions();
        read.forEach(this::note);
        batchRead.accept(read);
        reached.accept(tracker.at(watermark));
        finished = !watermark.isBefore(BoundedWindow.TIMESTAMP_MAX_VALUE);
      }
    } catch (JobFailedException e) {
      failure = e.getMessage();
    } catch (RuntimeException e) {
      // Spark would log it among its own, and go on.
      LOG.debug("A batch could not be looked at", e);
      failure =
          String.format(
              Locale.ROOT,
              "what became of a batch is not known (%s); look at the log, and run the job again: it"
                  + " goes on where the windows began that are open",
              Command.rootMessage(e));
    } finally {
      if (failure != null) {
        gate.shut();
      }
      gate.complete();
    }
  }

  private void note(int partition, PartitionProgress read) {
    tracker.processed(partition, read.nextOffset(), read.maxEventTime());
    if (!read.watermark().isBefore(BoundedWindow.TIMESTAMP_MAX_VALUE)) {
      tracker.ended(partition, settings.watermarkAfter(read.maxEventTime(), Instant.now()));
    }
  }

  private void lost(String records) {
    throw new JobFailedException(
        records
            + " were read from Kafka but did not reach the pipeline, because Spark could not keep"
            + " them in memory; give it more, or smaller batches (--maxRecordsPerBatch), and run"
            + " the job again: it goes on where the windows began that are open");
  }

  private void check(JavaBatchInfo batch) {
    for (JavaOutputOperationInfo operation : batch.outputOperationInfos().values()) {
      String reason = operation.failureReason();
      if (reason != null && !reason.isEmpty()) {
        failed(rootCause(reason));
      }
    }
  }

  /** The line of a stack trace that names the innermost cause; of ours, the sentence alone. */
  private static String rootCause(String trace) {
    String cause = "Caused by: ";
    List<String> lines = trace.lines().map(String::strip).collect(Collectors.toList());
    return lines.stream()
        .filter(line -> line.startsWith(cause))
        .map(line -> line.substring(cause.length()))
        .reduce(lines.get(0), (earlier, later) -> later)
        .replace(JobFailedException.class.getName() + ": ", "");
  }
}
