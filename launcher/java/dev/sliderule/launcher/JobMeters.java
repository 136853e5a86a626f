package dev.sliderule.launcher;

import dev.sliderule.pipeline.JobCounters;
import dev.sliderule.pipeline.UniqueCountsJob;
import dev.sliderule.pipeline.event.MalformedReason;
import dev.sliderule.pipeline.metrics.JobMetrics;
import dev.sliderule.pipeline.write.ResultRow;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.SortedMap;
import java.util.function.LongSupplier;

/**
 * The numbers of a run in the text format of Prometheus; docs/metrics.md has their names and units.
 * A number that is not known, as of a job in another process, is left out or {@code NaN}.
 */
final class JobMeters {
  private static final double MILLIS_PER_SECOND = 1000;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private final UniqueCountsJob job;

  /** The numbers of the scrape that is under way: one look at the job serves all meters. */
  private JobCounters counters;

  private SortedMap<String, Long> metrics;

  /**
   * Meters of a job that has been started.
   *
   * @param sent how many records the generator has sent
   */
  JobMeters(UniqueCountsJob job, LongSupplier sent) {
    this.job = job;
    look();
    count("sliderule.records.sent", Tags.empty(), sent);
    count("sliderule.records.read", Tags.empty(), () -> counters.read());
    count("sliderule.records.counted", Tags.empty(), () -> counters.counted());
    count("sliderule.records.partly.late", Tags.empty(), () -> counters.partlyLate());
    count("sliderule.records.late", Tags.empty(), () -> counters.late());
    if (metrics.isEmpty()) {
      count("sliderule.records.malformed", reason("unknown"), () -> counters.malformed());
      return;
    }
    for (MalformedReason reason : MalformedReason.values()) {
      metric("sliderule.records.malformed", reason(reason.name()), JobMetrics.malformed(reason));
    }
    for (ResultRow.Pane pane : ResultRow.Pane.values()) {
      metric("sliderule.rows", Tags.of("pane", pane.name()), JobMetrics.rows(pane.name()));
    }
    Gauge.builder("sliderule.watermark.delay", this::watermarkDelay)
        .baseUnit("seconds")
        .description("From the watermark to the clock")
        .register(registry);
  }

  private static Tags reason(String reason) {
    return Tags.of("reason", reason);
  }

  private void look() {
    counters = job.counters();
    metrics = job.metrics();
  }

  private double watermarkDelay() {
    Long millis = metrics.get(JobMetrics.WATERMARK_DELAY);
    return millis == null ? Double.NaN : millis / MILLIS_PER_SECOND;
  }

  private void metric(String name, Tags tags, String metric) {
    count(name, tags, () -> metrics.getOrDefault(metric, 0L));
  }

  private void count(String name, Tags tags, LongSupplier number) {
    // Micrometer lets go of the object that it is given here, but not of the function.
    FunctionCounter.builder(name, this, meters -> number.getAsLong()).tags(tags).register(registry);
  }

  /** The numbers of this moment. */
  synchronized String scrape() {
    look();
    return registry.scrape();
  }
}
