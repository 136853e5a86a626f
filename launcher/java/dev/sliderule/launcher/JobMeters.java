package dev.sliderule.launcher;

import dev.sliderule.pipeline.UniqueCountsJob;
import dev.sliderule.pipeline.event.MalformedReason;
import dev.sliderule.pipeline.metrics.JobMetrics;
import dev.sliderule.pipeline.write.ResultRow;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * The numbers of a run in the text format of Prometheus; docs/metrics.md has their names and units.
 * A number that is not known, as of a job in another process, is left out or {@code NaN}.
 */
final class JobMeters {
  private static final double MILLIS_PER_SECOND = 1000;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /**
   * Meters of a job that has been started.
   *
   * @param sent how many records the generator has sent
   */
  JobMeters(UniqueCountsJob job, LongSupplier sent) {
    count("sliderule.records.sent", Tags.empty(), ignored -> sent.getAsLong(), job);
    count("sliderule.records.read", Tags.empty(), running -> running.counters().read(), job);
    count("sliderule.records.counted", Tags.empty(), running -> running.counters().counted(), job);
    Gauge.builder("sliderule.records.open", job, running -> running.counters().open())
        .description("Records in windows that are still open")
        .register(registry);
    if (job.metrics().isEmpty()) {
      count("sliderule.records.late", cause("unknown"), running -> running.counters().late(), job);
      count(
          "sliderule.records.malformed",
          reason("unknown"),
          running -> running.counters().malformed(),
          job);
      return;
    }
    metric(job, "sliderule.records.late", cause("reading"), JobMetrics.LATE);
    metric(job, "sliderule.records.late", cause("dropped"), JobMetrics.LATE_DROPPED);
    for (MalformedReason reason : MalformedReason.values()) {
      metric(
          job, "sliderule.records.malformed", reason(reason.name()), JobMetrics.malformed(reason));
    }
    for (ResultRow.Pane pane : ResultRow.Pane.values()) {
      metric(job, "sliderule.rows", Tags.of("pane", pane.name()), JobMetrics.rows(pane.name()));
    }
    Gauge.builder("sliderule.watermark.delay", job, JobMeters::watermarkDelay)
        .baseUnit("seconds")
        .description("From the watermark to the clock")
        .register(registry);
  }

  private static Tags cause(String cause) {
    return Tags.of("cause", cause);
  }

  private static Tags reason(String reason) {
    return Tags.of("reason", reason);
  }

  private static double watermarkDelay(UniqueCountsJob job) {
    Long millis = job.metrics().get(JobMetrics.WATERMARK_DELAY);
    return millis == null ? Double.NaN : millis / MILLIS_PER_SECOND;
  }

  private void metric(UniqueCountsJob job, String name, Tags tags, String metric) {
    count(name, tags, running -> running.metrics().getOrDefault(metric, 0L), job);
  }

  private void count(
      String name, Tags tags, ToDoubleFunction<UniqueCountsJob> number, UniqueCountsJob job) {
    FunctionCounter.builder(name, job, number).tags(tags).register(registry);
  }

  /** The numbers of this moment. */
  String scrape() {
    return registry.scrape();
  }
}
