package dev.sliderule.spark;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.sliderule.pipeline.event.MalformedReason;
import dev.sliderule.pipeline.metrics.JobMetrics;
import dev.sliderule.pipeline.metrics.JobMetricsSnapshot;
import dev.sliderule.pipeline.write.ResultRow;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import javax.annotation.Nullable;
import org.apache.beam.sdk.PipelineResult;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;

/**
 * The job's own metrics in Spark's metrics system, from which any of Spark's sinks takes them: the
 * page for Prometheus, JMX, Graphite. Beam has a source there too, which only Beam's sinks can
 * read.
 */
final class JobMetricsSource implements Source, AutoCloseable {
  /** How long the last batch took, from its start to its last row, in milliseconds. */
  static final String BATCH_MILLIS = "batchMillis";

  private final MetricRegistry registry = new MetricRegistry();
  private final PipelineResult result;
  @Nullable private SparkEnv environment;
  private SortedMap<String, Long> snapshot = new TreeMap<>();
  private long takenAt = Long.MIN_VALUE;

  private JobMetricsSource(PipelineResult result, LongSupplier batchMillis) {
    this.result = result;
    for (String name : names()) {
      registry.register(name, (Gauge<Long>) () -> value(name));
    }
    registry.register(BATCH_MILLIS, (Gauge<Long>) batchMillis::getAsLong);
  }

  /**
   * Registers the metrics of a job with the Spark of this process, if that runs.
   *
   * @param batchMillis how long the last batch took
   */
  static JobMetricsSource register(PipelineResult result, LongSupplier batchMillis) {
    JobMetricsSource source = new JobMetricsSource(result, batchMillis);
    source.environment = SparkEnv.get();
    if (source.environment != null) {
      source.environment.metricsSystem().registerSource(source);
    }
    return source;
  }

  /** All that there may be: Spark's sinks want names from the beginning. */
  private static List<String> names() {
    List<String> names =
        new ArrayList<>(
            List.of(
                JobMetrics.READ,
                JobMetrics.COUNTED,
                JobMetrics.LATE,
                JobMetrics.MALFORMED,
                JobMetrics.REREAD,
                JobMetrics.ROWS,
                JobMetrics.WATERMARK_DELAY));
    for (MalformedReason reason : MalformedReason.values()) {
      names.add(JobMetrics.malformed(reason));
    }
    for (ResultRow.Pane pane : ResultRow.Pane.values()) {
      names.add(JobMetrics.rows(pane.name()));
    }
    return names;
  }

  /** One look at Beam's metrics serves all gauges that a sink asks for one after the other. */
  private synchronized long value(String name) {
    long now = System.nanoTime();
    if (takenAt == Long.MIN_VALUE || now - takenAt > 500_000_000L) {
      snapshot = JobMetricsSnapshot.of(result.metrics());
      takenAt = now;
    }
    return snapshot.getOrDefault(name, 0L);
  }

  @Override
  public String sourceName() {
    return JobMetrics.NAMESPACE;
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }

  @Override
  public void close() {
    if (environment != null) {
      environment.metricsSystem().removeSource(this);
    }
  }
}
