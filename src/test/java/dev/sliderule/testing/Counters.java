package dev.sliderule.testing;

import java.util.stream.StreamSupport;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricResult;

/** Beam counters of a pipeline that has run. */
public final class Counters {
  private Counters() {}

  /** The sum over all steps of the counters with this name, in whatever namespace. */
  public static long committed(PipelineResult result, String name) {
    return StreamSupport.stream(result.metrics().allMetrics().getCounters().spliterator(), false)
        .filter(metric -> metric.getKey().metricName().getName().equals(name))
        .mapToLong(MetricResult::getCommitted)
        .sum();
  }
}
