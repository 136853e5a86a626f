package dev.sliderule.pipeline.metrics;

import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.beam.sdk.metrics.GaugeResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.joda.time.Instant;

/** The job's own metrics at one moment, whatever step of the pipeline they come from. */
public final class JobMetricsSnapshot {
  private static final MetricsFilter OURS =
      MetricsFilter.builder()
          .addNameFilter(MetricNameFilter.inNamespace(JobMetrics.NAMESPACE))
          .build();

  private JobMetricsSnapshot() {}

  /** Counters, summed over the steps, and gauges, the latest of all steps, by name. */
  public static SortedMap<String, Long> of(MetricResults results) {
    SortedMap<String, Long> metrics = new TreeMap<>();
    MetricQueryResults ours = results.queryMetrics(OURS);
    for (MetricResult<Long> counter : ours.getCounters()) {
      metrics.merge(counter.getName().getName(), counter.getAttempted(), Long::sum);
    }
    SortedMap<String, Instant> latest = new TreeMap<>();
    for (MetricResult<GaugeResult> gauge : ours.getGauges()) {
      String name = gauge.getName().getName();
      Instant time = gauge.getAttempted().getTimestamp();
      if (!latest.containsKey(name) || time.isAfter(latest.get(name))) {
        latest.put(name, time);
        metrics.put(name, gauge.getAttempted().getValue());
      }
    }
    return metrics;
  }
}
