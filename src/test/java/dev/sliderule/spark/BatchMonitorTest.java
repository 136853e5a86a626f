package dev.sliderule.spark;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.sliderule.pipeline.event.EventFields;
import dev.sliderule.pipeline.metrics.JobMetrics;
import dev.sliderule.pipeline.metrics.PartitionProgress;
import dev.sliderule.pipeline.read.ReadSettings;
import dev.sliderule.pipeline.resume.ResumePoint;
import dev.sliderule.pipeline.resume.ResumeTracker;
import dev.sliderule.pipeline.windows.SlidingWindowSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;
import org.apache.beam.runners.core.metrics.MetricsContainerStepMap;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.metrics.MetricsEnvironment;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaBatchInfo;
import org.apache.spark.streaming.api.java.JavaOutputOperationInfo;
import org.apache.spark.streaming.api.java.JavaStreamingListenerBatchCompleted;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * A job with two shards that reads one partition from offset 10 on, in windows of 10 s each 5 s.
 */
class BatchMonitorTest {
  private static final Instant LATEST = Instant.ofEpochSecond(102);
  private static final Instant WATERMARK = Instant.ofEpochSecond(100);
  private static final Instant END = BoundedWindow.TIMESTAMP_MAX_VALUE;
  private static final ReadSettings SETTINGS =
      ReadSettings.builder()
          .setBootstrapServers("broker:9092")
          .setTopic("clicks")
          .setFields(
              EventFields.builder()
                  .setUnique("u")
                  .setMaxFutureSkew(Duration.standardHours(1))
                  .build())
          .setMaxOutOfOrderness(Duration.standardSeconds(2))
          .setIdleTimeout(Duration.standardSeconds(5))
          .build();

  private final BatchGate gate = new BatchGate();
  private final List<Map<Integer, PartitionProgress>> read = new ArrayList<>();
  private final List<ResumePoint> reached = new ArrayList<>();
  private final MetricsContainerStepMap metrics = new MetricsContainerStepMap();

  private final BatchMonitor monitor =
      new BatchMonitor(
          SETTINGS,
          2,
          gate,
          new ResumeTracker(
              SlidingWindowSpec.builder()
                      .setSize(Duration.standardSeconds(10))
                      .setPeriod(Duration.standardSeconds(5))
                      .build()
                  ::startOfOldestOpenWindow,
              ResumePoint.fresh(3, Map.of(0, 10L))),
          read::add,
          reached::add);

  @Test
  void tellsHowFarABatchHasCome() throws Exception {
    monitor.started(new Result(metrics));
    count(() -> JobMetrics.partitionRead(0, 15));
    count(() -> JobMetrics.partitionReached(0, 15, LATEST, WATERMARK));
    count(() -> JobMetrics.shardReached(0, WATERMARK));
    count(() -> JobMetrics.shardReached(1, WATERMARK.minus(Duration.millis(1))));
    completeBatch(null);

    assertThat(monitor.failure(), nullValue());
    assertThat(monitor.batchMillis(), is(100L));
    assertThat(read, is(List.of(Map.of(0, PartitionProgress.of(15, LATEST, WATERMARK)))));
    assertThat(reached.get(0).run(), is(3));
    assertThat(reached.get(0).watermark(), is(WATERMARK.minus(Duration.millis(1))));
    assertThat(reached.get(0).processed(), is(Map.of(0, 15L)));
    assertThat(gate.setOff(), is(true));
  }

  @Test
  void knowsNoWatermarkBeforeAllShardsHaveOne() throws Exception {
    monitor.started(new Result(metrics));
    count(() -> JobMetrics.shardReached(0, END));
    completeBatch(null);

    assertThat(monitor.isFinished(), is(false));
    assertThat(reached.get(0).watermark(), is(BoundedWindow.TIMESTAMP_MIN_VALUE));
    count(() -> JobMetrics.shardReached(1, END));
    completeBatch(null);
    assertThat(monitor.isFinished(), is(true));
  }

  @Test
  void goesOnWhereTheRecordsWereNotWhereOnlyTheEndIs() throws Exception {
    monitor.started(new Result(metrics));
    count(() -> JobMetrics.partitionRead(0, 15));
    count(() -> JobMetrics.partitionReached(0, 15, LATEST, END));
    count(() -> JobMetrics.shardReached(0, END));
    count(() -> JobMetrics.shardReached(1, END));
    completeBatch(null);

    assertThat(monitor.isFinished(), is(true));
    assertThat(reached.get(0).watermark(), is(WATERMARK));
  }

  @Test
  void endsAJobInWhichRecordsWereReadButNotCounted() throws Exception {
    monitor.started(new Result(metrics));
    count(() -> JobMetrics.partitionRead(0, 15));
    count(() -> JobMetrics.partitionReached(0, 15, LATEST, WATERMARK));
    completeBatch(null);
    assertThat(monitor.failure(), nullValue());

    count(() -> JobMetrics.partitionRead(0, 20));
    completeBatch(null);
    assertThat(
        monitor.failure(),
        allOf(
            startsWith("records 15 to 19 of partition 0 were read from Kafka but did not reach"),
            containsString("--maxRecordsPerBatch")));
    assertThat("nothing is told of that batch", reached.size(), is(1));
    assertThat(read.size(), is(1));
    assertThat(gate.setOff(), is(false));
  }

  @Test
  void aBatchThatFailedIsTheLast() throws Exception {
    monitor.started(new Result(metrics));
    completeBatch("org.apache.spark.SparkException: Job aborted\n  at x\nCaused by: no disk\n");

    assertThat(monitor.failure(), is("a batch failed: no disk"));
    assertThat(reached, is(List.of()));
    assertThat(gate.setOff(), is(false));
    assertThat(gate.hold(60_000), is(true));
  }

  @Test
  void aBatchThatItCannotLookAtIsTheLast() throws Exception {
    monitor.started(new Result(null));
    completeBatch(null);

    assertThat(
        monitor.failure(),
        containsString("what became of a batch is not known (IllegalStateException: injected)"));
    assertThat(gate.setOff(), is(false));
    assertThat(gate.hold(60_000), is(true));
  }

  /** Lets a batch complete, with a stack trace if that failed. */
  private void completeBatch(@Nullable String trace) throws InterruptedException {
    assertThat(gate.setOff(), is(true));
    Map<Object, JavaOutputOperationInfo> operations =
        trace == null
            ? Map.of()
            : Map.of(
                0, new JavaOutputOperationInfo(new Time(500), 0, "rows", "rows", 500, 600, trace));
    monitor.onBatchCompleted(
        new JavaStreamingListenerBatchCompleted(
            new JavaBatchInfo(new Time(500), Map.of(), 500, 500, 600, 0, 100, 100, 0, operations)));
  }

  /** Counts as a step of the pipeline does. */
  private void count(Runnable action) {
    MetricsEnvironment.setCurrentContainer(metrics.getContainer("step"));
    try {
      action.run();
    } finally {
      MetricsEnvironment.setCurrentContainer(null);
    }
  }

  /** A result that has only metrics, or throws. */
  private static final class Result implements PipelineResult {
    @Nullable private final MetricsContainerStepMap metrics;

    Result(@Nullable MetricsContainerStepMap metrics) {
      this.metrics = metrics;
    }

    @Override
    public MetricResults metrics() {
      if (metrics == null) {
        throw new IllegalStateException("injected");
      }
      return MetricsContainerStepMap.asAttemptedOnlyMetricResults(metrics);
    }

    @Override
    public State getState() {
      return State.RUNNING;
    }

    @Override
    public State cancel() {
      throw new UnsupportedOperationException();
    }

    @Override
    public State waitUntilFinish(Duration duration) {
      throw new UnsupportedOperationException();
    }

    @Override
    public State waitUntilFinish() {
      throw new UnsupportedOperationException();
    }
  }
}
