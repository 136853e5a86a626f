package dev.sliderule.pipeline.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import dev.sliderule.pipeline.count.ApproximateUniqueCounter;
import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.event.EventCoder;
import dev.sliderule.pipeline.metrics.JobMetrics;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import dev.sliderule.pipeline.write.ResultKey;
import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.testing.Collected;
import dev.sliderule.testing.Counters;
import dev.sliderule.testing.WindowOracle;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.ApproximateUnique;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
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

  private final TestPipeline pipeline = pipelineInOneThread();

  /** As our jobs run on the DirectRunner: with more threads, a window may overtake another. */
  private static TestPipeline pipelineInOneThread() {
    DirectOptions options = TestPipeline.testingPipelineOptions().as(DirectOptions.class);
    options.setTargetParallelism(1);
    return TestPipeline.fromOptions(options).enableAbandonedNodeEnforcement(false);
  }

  @ParameterizedTest
  @CsvSource({
    "10000, 5000",
    "10000, 10000",
    "12000, 5000",
    "7000, 3000",
    "60000, 1000",
    "1, 1",
    "259200000, 86400000"
  })
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
            .apply(CountEvents.in(windows(size, period, 0), COUNTER));
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
  void reportsARecordThatMissedSomeOfItsWindows() {
    rowsOf(
        windows(10_000, 5_000, 2_000),
        stream()
            .addElements(event(0, "a"))
            .advanceWatermarkTo(at(6_000))
            .addElements(event(1_000, "in time for both"))
            .advanceWatermarkTo(at(7_000))
            .addElements(event(2_000, "too late for the first"))
            .advanceWatermarkTo(at(12_000))
            .addElements(event(3_000, "too late for both")));
    assertThat(counted, is(3L));
    assertThat(dropped, is(greaterThan(0L)));
    assertThat(partlyLate, is(1L));
  }

  @Test
  void publishesFirstImpressionsWhereAskedTo() {
    SlidingWindowSpec windows =
        SlidingWindowSpec.builder()
            .setSize(Duration.standardHours(1))
            .setPeriod(Duration.standardHours(1))
            .setEarlyFiring(Duration.standardSeconds(1))
            .build();
    Instant hour = Instant.ofEpochMilli(T0.getMillis() / 3_600_000 * 3_600_000);
    TestStream.Builder<Event> stream =
        TestStream.create(EventCoder.of())
            .advanceWatermarkTo(hour)
            .addElements(TimestampedValue.of(event("a"), hour))
            .advanceProcessingTime(Duration.standardSeconds(5))
            .advanceProcessingTime(Duration.standardSeconds(5))
            .addElements(TimestampedValue.of(event("b"), hour))
            .advanceProcessingTime(Duration.standardSeconds(5))
            .advanceProcessingTime(Duration.standardSeconds(5));
    List<String> rows =
        rowsOf(windows, stream).stream()
            .map(row -> row.substring(row.indexOf(' ') + 1))
            .collect(Collectors.toList());
    assertThat(
        rows,
        contains(
            "records 1 unique 1 EARLY 0",
            "records 2 unique 2 EARLY 1",
            "records 2 unique 2 ON_TIME 2"));
    assertThat(counted, is(2L));
  }

  @Test
  void shiftsWindowsByTheOffset() {
    SlidingWindowSpec windows =
        SlidingWindowSpec.builder()
            .setSize(Duration.standardSeconds(10))
            .setPeriod(Duration.standardSeconds(5))
            .setOffset(Duration.standardSeconds(2))
            .build();
    assertThat(
        rowsOf(windows, stream().addElements(event(1_999, "a"), event(2_000, "b"))),
        contains(
            "-8..2 records 1 unique 1 ON_TIME 0",
            "-3..7 records 2 unique 2 ON_TIME 0",
            "2..12 records 1 unique 1 ON_TIME 0"));
  }

  @Test
  @SuppressWarnings("deprecation") // The transform that the estimates must equal.
  void estimatesWhatBeamEstimatesInItsOwnSlidingWindows() {
    List<TimestampedValue<String>> keys = new ArrayList<>();
    List<TimestampedValue<Event>> events = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 3_000; i++) {
      Instant time = at(random.nextInt(20_000));
      String key = "k" + random.nextInt(1_500);
      keys.add(TimestampedValue.of(key, time));
      events.add(TimestampedValue.of(event(key), time));
    }
    Collected<KV<Instant, Long>> beams =
        Collected.of(
            pipeline
                .apply("Keys", Create.timestamped(keys))
                .apply(
                    Window.into(
                        SlidingWindows.of(Duration.standardSeconds(10))
                            .every(Duration.standardSeconds(5))))
                .apply(WithKeys.of("all"))
                .apply(ApproximateUnique.perKey(64))
                .apply(ParDo.of(new WindowEndFn())));
    Collected<ResultRow> ours =
        Collected.of(
            pipeline
                .apply("Events", Create.timestamped(events).withCoder(EventCoder.of()))
                .apply(
                    CountEvents.in(
                        windows(10_000, 5_000, 0), ApproximateUniqueCounter.ofSampleSize(64))));
    pipeline.run().waitUntilFinish();
    Map<Instant, Long> expected =
        beams.elements().stream().collect(Collectors.toMap(KV::getKey, KV::getValue));
    assertThat(
        ours.elements().stream().collect(Collectors.toMap(ResultRow::windowEnd, ResultRow::unique)),
        is(expected));
    assertThat(expected.keySet(), hasSize(5));
  }

  private static final class WindowEndFn extends DoFn<KV<String, Long>, KV<Instant, Long>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void processElement(
        @Element KV<String, Long> element,
        BoundedWindow window,
        OutputReceiver<KV<Instant, Long>> out) {
      out.output(KV.of(((IntervalWindow) window).end(), element.getValue()));
    }
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
  private long partlyLate;

  private List<String> rowsOf(SlidingWindowSpec windows, TestStream.Builder<Event> stream) {
    PCollection<ResultRow> rows =
        pipeline
            .apply(stream.advanceWatermarkToInfinity())
            .apply("Count", CountEvents.in(windows, COUNTER));
    Collected<ResultRow> collected = Collected.of(rows);
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    counted = Counters.committed(result, JobMetrics.COUNTED);
    dropped = Counters.committed(result, JobMetrics.DROPPED_DUE_TO_LATENESS);
    partlyLate =
        Counters.committed(result, JobMetrics.COUNTED_LATE)
            - Counters.committed(result, JobMetrics.REFINING);
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
    return TimestampedValue.of(event(key), at(millis));
  }

  private static Event event(String key) {
    return Event.of(key, null, null, List.of("all"));
  }
}
