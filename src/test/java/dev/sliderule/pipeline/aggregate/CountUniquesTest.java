package dev.sliderule.pipeline.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import dev.sliderule.pipeline.count.ApproximateUniqueCounter;
import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.event.EventCoder;
import dev.sliderule.pipeline.metrics.JobMetrics;
import dev.sliderule.pipeline.write.ResultKey;
import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.testing.Collected;
import dev.sliderule.testing.Counters;
import dev.sliderule.testing.WindowOracle;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountUniquesTest {
  private static final Instant T0 = Instant.ofEpochMilli(1_700_000_000_000L);
  private static final ApproximateUniqueCounter COUNTER =
      ApproximateUniqueCounter.ofSampleSize(1_600);

  private final TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);

  @ParameterizedTest
  @CsvSource({"10000, 5000", "10000, 10000", "12000, 5000", "7000, 3000", "60000, 1000", "1, 1"})
  void equalsTheOracleForAnySizeAndPeriod(long size, long period) {
    Random random = new Random(size + period);
    List<TimestampedValue<Event>> events = new ArrayList<>();
    List<WindowOracle.Input> inputs = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      long time = T0.getMillis() + random.nextInt(30_000);
      String key = random.nextInt(10) == 0 ? null : "k" + random.nextInt(40);
      String amount = random.nextInt(10) == 0 ? null : String.valueOf(random.nextInt(900) / 8.0);
      Long sequence = random.nextInt(10) == 0 ? null : Long.valueOf(random.nextInt(100) - 50);
      List<String> groups = List.of("all", "city=" + random.nextInt(3));
      inputs.add(new WindowOracle.Input(time, key, amount, sequence, groups));
      events.add(
          TimestampedValue.of(
              Event.of(key, amount == null ? null : new BigDecimal(amount), sequence, groups),
              Instant.ofEpochMilli(time)));
    }
    PCollection<ResultRow> rows =
        pipeline
            .apply(Create.timestamped(events).withCoder(EventCoder.of()))
            .apply(CountUniques.in(windows(size, period, 0), COUNTER));
    TreeMap<ResultKey, String> expected =
        new TreeMap<>(
            new WindowOracle(Duration.millis(size), Duration.millis(period)).rows(inputs));

    PAssert.that(rows)
        .satisfies(
            actual -> {
              assertThat(WindowOracle.finalRows(actual), is(expected));
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  @Test
  void publishesAWindowWhenTheWatermarkPassesItsEnd() {
    List<String> rows =
        rowsOf(
            windows(10_000, 5_000, 0),
            stream().addElements(event(0, "a"), event(4_999, "b")).advanceWatermarkTo(at(5_000)));
    assertThat(
        rows, contains("-5..5 records 2 unique 2 ON_TIME 0", "0..10 records 2 unique 2 ON_TIME 0"));
  }

  @Test
  void refinesAPublishedWindowWithRecordsWithinTheAllowedLateness() {
    List<String> rows =
        rowsOf(
            windows(10_000, 10_000, 3_000),
            stream()
                .addElements(event(0, "a"))
                .advanceWatermarkTo(at(10_000))
                .addElements(event(9_000, "b"))
                .advanceWatermarkTo(at(12_999))
                .addElements(event(9_500, "a")));
    assertThat(
        rows,
        contains(
            "0..10 records 1 unique 1 ON_TIME 0",
            "0..10 records 2 unique 2 LATE 1",
            "0..10 records 3 unique 2 LATE 2"));
  }

  @Test
  void dropsRecordsBeyondTheAllowedLateness() {
    List<String> rows =
        rowsOf(
            windows(10_000, 10_000, 3_000),
            stream()
                .addElements(event(0, "a"))
                .advanceWatermarkTo(at(13_000))
                .addElements(event(9_999, "b")));
    assertThat(rows, contains("0..10 records 1 unique 1 ON_TIME 0"));
    assertThat(counted, is(1L));
    assertThat(dropped, is(1L));
  }

  @Test
  void countsARecordThatIsLateForItsSliceInAWindowThatIsStillOpen() {
    List<String> rows =
        rowsOf(
            windows(10_000, 5_000, 0),
            stream()
                .addElements(event(0, "a"))
                .advanceWatermarkTo(at(9_000))
                .addElements(event(1_000, "b")));
    assertThat(
        rows, contains("-5..5 records 1 unique 1 ON_TIME 0", "0..10 records 2 unique 2 ON_TIME 0"));
    assertThat(counted, is(2L));
  }

  /** The window that starts with the slice ends size - slice after it, not size - period. */
  @Test
  void countsARecordLateForItsSliceWhenTheSizeIsNoMultipleOfThePeriod() {
    List<String> rows =
        rowsOf(
            windows(12_000, 5_000, 0),
            stream()
                .addElements(event(11_000, "a"))
                .advanceWatermarkTo(at(11_500))
                .addElements(event(500, "b")));
    assertThat(
        rows,
        contains(
            "0..12 records 2 unique 2 ON_TIME 0",
            "5..17 records 1 unique 1 ON_TIME 0",
            "10..22 records 1 unique 1 ON_TIME 0"));
    assertThat(counted, is(2L));
  }

  @Test
  void survivesAJumpOfTheWatermark() {
    List<String> rows =
        rowsOf(
            windows(10_000, 5_000, 0),
            stream()
                .addElements(event(0, "a"))
                .advanceWatermarkTo(at(3_600_000))
                .addElements(event(3_600_000, "b")));
    assertThat(
        rows,
        contains(
            "-5..5 records 1 unique 1 ON_TIME 0",
            "0..10 records 1 unique 1 ON_TIME 0",
            "3595..3605 records 1 unique 1 ON_TIME 0",
            "3600..3610 records 1 unique 1 ON_TIME 0"));
  }

  @Test
  void givesNoRowsForAnIdleInput() {
    assertThat(
        rowsOf(windows(10_000, 5_000, 0), stream().advanceWatermarkTo(at(60_000))), is(List.of()));
  }

  private long counted;
  private long dropped;

  private List<String> rowsOf(SlidingWindowSpec windows, TestStream.Builder<Event> stream) {
    PCollection<ResultRow> rows =
        pipeline
            .apply(stream.advanceWatermarkToInfinity())
            .apply("Count", CountUniques.in(windows, COUNTER));
    Collected<ResultRow> collected = Collected.of(rows);
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    counted = Counters.committed(result, JobMetrics.COUNTED);
    dropped = Counters.committed(result, JobMetrics.DROPPED_DUE_TO_LATENESS);
    return collected.elements().stream()
        .sorted(Comparator.comparing(ResultRow::key).thenComparing(ResultRow::revision))
        .map(CountUniquesTest::describe)
        .collect(Collectors.toList());
  }

  private static String describe(ResultRow row) {
    return String.format(
        "%d..%d records %d unique %d %s %d",
        (row.windowStart().getMillis() - T0.getMillis()) / 1000,
        (row.windowEnd().getMillis() - T0.getMillis()) / 1000,
        row.records(),
        row.unique(),
        row.pane(),
        row.revision());
  }

  private static SlidingWindowSpec windows(long size, long period, long lateness) {
    return SlidingWindowSpec.builder()
        .setSize(Duration.millis(size))
        .setPeriod(Duration.millis(period))
        .setAllowedLateness(Duration.millis(lateness))
        .build();
  }

  private static TestStream.Builder<Event> stream() {
    return TestStream.create(EventCoder.of()).advanceWatermarkTo(T0.minus(Duration.millis(1)));
  }

  private static Instant at(long millis) {
    return T0.plus(Duration.millis(millis));
  }

  private static TimestampedValue<Event> event(long millis, String key) {
    return TimestampedValue.of(Event.of(key, null, null, List.of("all")), at(millis));
  }
}
