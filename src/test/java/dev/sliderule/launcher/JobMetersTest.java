package dev.sliderule.launcher;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import dev.sliderule.pipeline.JobCounters;
import dev.sliderule.pipeline.UniqueCountsJob;
import dev.sliderule.pipeline.event.MalformedReason;
import dev.sliderule.pipeline.metrics.JobMetrics;
import java.util.SortedMap;
import java.util.TreeMap;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

class JobMetersTest {
  private final SortedMap<String, Long> metrics = new TreeMap<>();
  private JobCounters counters = JobCounters.of(10, 6, 2, 1);
  private long sent = 12;

  @Test
  void namesAndUnitsAreThoseOfTheDocumentation() {
    metrics.put(JobMetrics.LATE, 2L);
    metrics.put(JobMetrics.malformed(MalformedReason.NOT_JSON), 1L);
    metrics.put(JobMetrics.rows("LATE"), 4L);
    metrics.put(JobMetrics.WATERMARK_DELAY, 2_500L);

    assertThat(
        new JobMeters(new Job(), () -> sent).scrape(),
        allOf(
            containsString("\nsliderule_records_sent_total 12.0\n"),
            containsString("\nsliderule_records_read_total 10.0\n"),
            containsString("\nsliderule_records_counted_total 6.0\n"),
            containsString("\nsliderule_records_partly_late_total 0.0\n"),
            containsString("\nsliderule_records_late_total 2.0\n"),
            containsString("\nsliderule_records_malformed_total{reason=\"NOT_JSON\"} 1.0\n"),
            containsString("\nsliderule_records_malformed_total{reason=\"EMPTY\"} 0.0\n"),
            containsString("\nsliderule_rows_total{pane=\"LATE\"} 4.0\n"),
            containsString("\nsliderule_watermark_delay_seconds 2.5\n")));
  }

  @Test
  void numbersAreThoseOfTheMoment() {
    metrics.put(JobMetrics.READ, 10L);
    JobMeters meters = new JobMeters(new Job(), () -> sent);
    assertThat(meters.scrape(), containsString("\nsliderule_records_read_total 10.0\n"));
    assertThat(meters.scrape(), containsString("\nsliderule_watermark_delay_seconds NaN\n"));

    System.gc();
    sent = 20;
    counters = JobCounters.of(19, 10, 2, 1);
    metrics.put(JobMetrics.WATERMARK_DELAY, 0L);
    assertThat(
        meters.scrape(),
        allOf(
            containsString("\nsliderule_records_sent_total 20.0\n"),
            containsString("\nsliderule_records_read_total 19.0\n"),
            containsString("\nsliderule_watermark_delay_seconds 0.0\n")));
  }

  @Test
  void jobInAnotherProcessHasOnlyWhatItSays() {
    assertThat(
        new JobMeters(new Job(), () -> sent).scrape(),
        allOf(
            containsString("\nsliderule_records_late_total 2.0\n"),
            containsString("\nsliderule_records_malformed_total{reason=\"unknown\"} 1.0\n"),
            not(containsString("sliderule_rows_total")),
            not(containsString("watermark"))));
  }

  private final class Job implements UniqueCountsJob {
    @Override
    public boolean isReading() {
      return true;
    }

    @Override
    public JobCounters counters() {
      return counters;
    }

    @Override
    public SortedMap<String, Long> metrics() {
      return metrics;
    }

    @Override
    public void endInput() {}

    @Override
    public boolean awaitEnd(Duration timeout) {
      return false;
    }

    @Override
    public void cancel() {}
  }
}
