package dev.sliderule.pipeline.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.sliderule.pipeline.count.ExactCounter;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Random windows, random events in random order, random progress of the watermark. */
class CountUniquesProperties {
  private static final long T0 = 1_700_000_000_000L;

  /** Either an event or, where the key is {@code null}, an advance of the watermark. */
  static final class Step {
    final long millis;
    final String key;

    Step(long millis, String key) {
      this.millis = millis;
      this.key = key;
    }

    @Override
    public String toString() {
      return key == null ? "watermark +" + millis : key + "@" + millis;
    }
  }

  @Provide
  Arbitrary<SlidingWindowSpec> windows() {
    // Coarse and fine durations, so that both common and odd divisors occur.
    Arbitrary<Long> durations =
        Arbitraries.oneOf(
            Arbitraries.longs().between(1, 20).map(seconds -> seconds * 1_000),
            Arbitraries.longs().between(500, 20_000));
    return Combinators.combine(
            durations,
            Arbitraries.integers().between(1, 8),
            Arbitraries.doubles().between(0, 0.99),
            Arbitraries.of(0L, 1L, 3_000L, 12_345L))
        .as(
            (period, overlap, offset, lateness) ->
                SlidingWindowSpec.builder()
                    .setPeriod(Duration.millis(period))
                    // Some sizes are multiples of the period, others are not.
                    .setSize(Duration.millis(period * overlap + (overlap % 2) * (period / 3)))
                    .setOffset(Duration.millis((long) (period * offset)))
                    .setAllowedLateness(Duration.millis(lateness))
                    .build());
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Step> events =
        Combinators.combine(
                Arbitraries.longs().between(0, 60_000), Arbitraries.strings().alpha().ofLength(1))
            .as(Step::new);
    Arbitrary<Step> advances =
        Arbitraries.longs().between(1, 15_000).map(millis -> new Step(millis, null));
    return Arbitraries.frequencyOf(Tuple.of(4, events), Tuple.of(1, advances))
        .list()
        .ofMinSize(1)
        .ofMaxSize(40);
  }

  @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
  void equalsPlainWindowsAndTheOracle(
      @ForAll("windows") SlidingWindowSpec windows, @ForAll("steps") List<Step> steps) {
    TestStream.Builder<Event> stream = TestStream.create(EventCoder.of());
    List<WindowOracle.Input> inputs = new ArrayList<>();
    long watermark = T0;
    stream = stream.advanceWatermarkTo(Instant.ofEpochMilli(watermark));
    long sequence = 0;
    for (Step step : steps) {
      if (step.key == null) {
        watermark += step.millis;
        stream = stream.advanceWatermarkTo(Instant.ofEpochMilli(watermark));
      } else {
        long time = T0 + step.millis;
        String amount = step.millis % 7 == 0 ? null : step.millis / 100.0 + "";
        List<String> groups = List.of("all", "letter=" + step.key.toLowerCase(Locale.ROOT));
        inputs.add(new WindowOracle.Input(time, step.key, amount, ++sequence, groups, watermark));
        Event event =
            Event.of(step.key, amount == null ? null : new BigDecimal(amount), sequence, groups);
        stream = stream.addElements(TimestampedValue.of(event, Instant.ofEpochMilli(time)));
      }
    }

    PipelineOptions options = TestPipeline.testingPipelineOptions();
    // JUnit's time-out does not cover properties.
    options.as(DirectOptions.class).setBlockOnRun(false);
    TestPipeline pipeline = TestPipeline.fromOptions(options).enableAbandonedNodeEnforcement(false);
    PCollection<Event> events = pipeline.apply(stream.advanceWatermarkToInfinity());
    Collected<ResultRow> ours =
        Collected.of(events.apply("Ours", CountEvents.in(windows, ExactCounter.create())));
    Collected<ResultRow> plain = Collected.of(events.apply("Plain", new PlainWindows(windows)));
    PipelineResult result = pipeline.run();
    assertThat(
        "ended within 2 min",
        result.waitUntilFinish(Duration.standardMinutes(2)),
        is(PipelineResult.State.DONE));

    WindowOracle oracle =
        new WindowOracle(
            windows.size(), windows.period(), windows.offset(), windows.allowedLateness());
    Map<ResultKey, String> expected = oracle.rows(inputs);
    assertThat(WindowOracle.finalRows(plain.elements()), is(expected));
    assertThat(WindowOracle.finalRows(ours.elements()), is(expected));

    long counted = Counters.committed(result, JobMetrics.COUNTED);
    assertThat("late", inputs.size() - counted, is(oracle.late(inputs)));
    assertThat(
        "partly late",
        Counters.committed(result, JobMetrics.COUNTED_LATE)
            - Counters.committed(result, JobMetrics.REFINING),
        is(oracle.partlyLate(inputs)));
  }
}
