package dev.sliderule.pipeline.windows;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import dev.sliderule.pipeline.count.ApproximateUniqueCounter;
import dev.sliderule.pipeline.count.ExactCounter;
import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.event.EventCoder;
import dev.sliderule.pipeline.metrics.JobMetrics;
import dev.sliderule.pipeline.resume.ResumePoint;
import dev.sliderule.pipeline.write.ResultKey;
import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.pipeline.write.ShardRows;
import dev.sliderule.testing.Collected;
import dev.sliderule.testing.Counters;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
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
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CountWindowsTest {
  private static final Instant T0 = Instant.parse("2026-01-31T12:00:00Z");
  private static final int SHARDS = 4;
  private static final int PARTITIONS = 3;
  private static final Coder<KV<Integer, ShardBlock>> BLOCKS =
      KvCoder.of(VarIntCoder.of(), ShardBlockCoder.of());
  private static final ResumePoint START = ResumePoint.fresh(0, starts());

  private final Random random = new Random(11);

  private static Stream<Arguments> choices() {
    List<Arguments> choices = new ArrayList<>();
    for (UniqueCounter counter :
        List.of(ExactCounter.create(), ApproximateUniqueCounter.ofSampleSize(16))) {
      choices.add(Arguments.of(counter, 10_000, 5_000));
      choices.add(Arguments.of(counter, 10_000, 10_000));
      choices.add(Arguments.of(counter, 12_000, 5_000));
      choices.add(Arguments.of(counter, 7_001, 3_000));
      choices.add(Arguments.of(counter, 20_000, 1_000));
      choices.add(Arguments.of(counter, 259_200_000, 86_400_000));
    }
    return choices.stream();
  }

  /** Blocks of all partitions and shards, in any order, on several threads. */
  @ParameterizedTest
  @MethodSource("choices")
  void equalsBeamsSlidingWindows(UniqueCounter counter, long size, long period) {
    SlidingWindowSpec windows = windows(size, period);
    List<TimestampedValue<Event>> events = events(300);
    List<KV<Integer, ShardBlock>> blocks = blocks(windows, counter, events);
    Collections.shuffle(blocks, random);
    TestPipeline pipeline = pipeline();
    Collected<ShardRows> ours =
        Collected.of(
            pipeline
                .apply("Blocks", Create.of(blocks).withCoder(BLOCKS))
                .apply("Ours", CountWindows.of(windows, counter, START, SHARDS, false)));
    Collected<ResultRow> plain =
        Collected.of(
            pipeline
                .apply("Events", Create.timestamped(events).withCoder(EventCoder.of()))
                .apply("Plain", new PlainWindows(windows, counter)));
    PipelineResult result = run(pipeline);
    Map<ResultKey, ResultRow> expected = byKey(plain.elements().stream());
    assertThat(expected.size(), is(greaterThan(10)));
    assertThat(byKey(rows(ours).stream()), is(expected));
    assertThat(Counters.committed(result, JobMetrics.rows("ON_TIME")), is(2L * expected.size()));
  }

  @Test
  @SuppressWarnings("deprecation") // The transform that the estimates must equal.
  void estimatesWhatBeamEstimates() {
    SlidingWindowSpec windows = windows(10_000, 5_000);
    UniqueCounter counter = ApproximateUniqueCounter.ofSampleSize(64);
    List<TimestampedValue<Event>> events = events(3_000);
    List<TimestampedValue<String>> keys =
        events.stream()
            .filter(event -> event.getValue().uniqueKey() != null)
            .map(event -> TimestampedValue.of(event.getValue().uniqueKey(), event.getTimestamp()))
            .collect(Collectors.toList());
    TestPipeline pipeline = pipeline();
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
    Collected<ShardRows> ours =
        Collected.of(
            pipeline
                .apply("Blocks", Create.of(blocks(windows, counter, events)).withCoder(BLOCKS))
                .apply("Ours", CountWindows.of(windows, counter, START, SHARDS, false)));
    run(pipeline);
    Map<Instant, Long> expected =
        beams.elements().stream().collect(Collectors.toMap(KV::getKey, KV::getValue));
    assertThat(
        rows(ours).stream()
            .filter(row -> row.group().equals("all"))
            .collect(Collectors.toMap(ResultRow::windowEnd, ResultRow::unique)),
        is(expected));
    assertThat(expected.keySet(), hasSize(7));
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
  void goesOnAfterAnEarlierJobAndCountsEachRecordOnce() {
    SlidingWindowSpec windows = windows(10_000, 5_000);
    UniqueCounter counter = ExactCounter.create();
    List<TimestampedValue<Event>> events = events(500);
    Instant closedBefore = T0.plus(Duration.millis(12_000));
    ResumePoint start = ResumePoint.of(3, closedBefore, starts(), Map.of());
    TestPipeline pipeline = pipeline();
    Collected<ShardRows> ours =
        Collected.of(
            pipeline
                .apply(Create.of(blocks(windows, counter, events)).withCoder(BLOCKS))
                .apply(CountWindows.of(windows, counter, start, SHARDS, false)));
    PipelineResult result = run(pipeline);
    long late =
        events.stream()
            .filter(event -> event.getTimestamp().isBefore(T0.plus(Duration.millis(5_000))))
            .count();
    assertThat(late, is(greaterThan(0L)));
    assertThat(Counters.committed(result, JobMetrics.LATE), is(late));
    assertThat(Counters.committed(result, JobMetrics.COUNTED), is(events.size() - late));
    assertThat(Counters.committed(result, JobMetrics.MALFORMED), is((long) PARTITIONS));
    assertThat(Counters.committed(result, JobMetrics.READ), is((long) events.size() + PARTITIONS));
    assertThat(Counters.committed(result, JobMetrics.ROWS), is((long) rows(ours).size()));
    for (ResultRow row : rows(ours)) {
      assertThat(row.windowEnd().isAfter(closedBefore), is(true));
      assertThat(row.revision(), is(3_000_000L));
    }
  }

  @Test
  void keepsItsStateFromBundleToBundle() {
    SlidingWindowSpec windows =
        SlidingWindowSpec.builder()
            .setSize(Duration.standardSeconds(10))
            .setPeriod(Duration.standardSeconds(10))
            .setAllowedLateness(Duration.standardSeconds(3))
            .build();
    Blocks blocks = new Blocks(windows, ExactCounter.create(), 1);
    TestStream.Builder<KV<Integer, ShardBlock>> stream = TestStream.create(BLOCKS);
    long[][] timesAndWatermarks = {
      {0, 10_000}, {9_000, 12_999}, {9_500, 13_001}, {9_600, 13_001}, {15_000, 30_000}
    };
    for (long[] timeAndWatermark : timesAndWatermarks) {
      blocks.add(
          0,
          T0.plus(Duration.millis(timeAndWatermark[0])),
          Event.of("k", null, null, List.of("all")));
      Instant watermark = T0.plus(Duration.millis(timeAndWatermark[1]));
      stream = stream.addElements(KV.of(0, blocks.cut(T0, Map.of(0, watermark)).get(0)));
    }
    TestPipeline pipeline = pipeline();
    Collected<ShardRows> ours =
        Collected.of(
            pipeline
                .apply(stream.advanceWatermarkToInfinity())
                .apply(
                    CountWindows.of(
                        windows,
                        ExactCounter.create(),
                        ResumePoint.fresh(0, Map.of(0, 0L)),
                        1,
                        false)));
    PipelineResult result = run(pipeline);
    assertThat(
        rows(ours).stream()
            .map(
                row ->
                    String.format(
                        "%s %s records %d #%d",
                        row.windowEnd(), row.pane(), row.records(), row.revision()))
            .collect(Collectors.toList()),
        contains(
            T0.plus(Duration.standardSeconds(10)) + " ON_TIME records 1 #0",
            T0.plus(Duration.standardSeconds(10)) + " LATE records 2 #1",
            T0.plus(Duration.standardSeconds(10)) + " LATE records 3 #2",
            T0.plus(Duration.standardSeconds(20)) + " ON_TIME records 1 #0"));
    assertThat(Counters.committed(result, JobMetrics.READ), is(5L));
    assertThat(Counters.committed(result, JobMetrics.COUNTED), is(4L));
    assertThat(Counters.committed(result, JobMetrics.LATE), is(1L));
    assertThat(Counters.committed(result, JobMetrics.REFINING), is(2L));
  }

  private static TestPipeline pipeline() {
    DirectOptions options = TestPipeline.testingPipelineOptions().as(DirectOptions.class);
    options.setTargetParallelism(4);
    options.setBlockOnRun(false);
    return TestPipeline.fromOptions(options).enableAbandonedNodeEnforcement(false);
  }

  private static PipelineResult run(TestPipeline pipeline) {
    PipelineResult result = pipeline.run();
    assertThat(
        "ended within 2 min",
        result.waitUntilFinish(Duration.standardMinutes(2)),
        is(PipelineResult.State.DONE));
    return result;
  }

  private static List<ResultRow> rows(Collected<ShardRows> shards) {
    return shards.elements().stream()
        .flatMap(shard -> shard.rows().stream())
        .collect(Collectors.toList());
  }

  /** Fails if there are two rows of a window and group. */
  private static Map<ResultKey, ResultRow> byKey(Stream<ResultRow> rows) {
    return new TreeMap<>(rows.collect(Collectors.toMap(ResultRow::key, Function.identity())));
  }

  /** Within half a minute, in no order. */
  private List<TimestampedValue<Event>> events(int number) {
    List<TimestampedValue<Event>> events = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      Event event =
          Event.of(
              random.nextInt(10) == 0 ? null : "k" + random.nextInt(number / 2),
              random.nextInt(10) == 0 ? null : BigDecimal.valueOf(random.nextInt(90_000), 2),
              random.nextInt(10) == 0 ? null : Long.valueOf(random.nextInt(100) - 50),
              List.of("all", "city=" + random.nextInt(20)));
      events.add(TimestampedValue.of(event, T0.plus(Duration.millis(random.nextInt(30_000)))));
    }
    return events;
  }

  /** Each partition has its own reader, which does not promise too much, and a malformed record. */
  private List<KV<Integer, ShardBlock>> blocks(
      SlidingWindowSpec windows, UniqueCounter counter, List<TimestampedValue<Event>> events) {
    List<KV<Integer, ShardBlock>> all = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      Blocks blocks = new Blocks(windows, counter, SHARDS);
      blocks.addMalformed(partition);
      List<TimestampedValue<Event>> mine = new ArrayList<>();
      for (int i = partition; i < events.size(); i += PARTITIONS) {
        mine.add(events.get(i));
      }
      mine.sort((a, b) -> a.getTimestamp().compareTo(b.getTimestamp()));
      for (int i = 0; i < mine.size(); i++) {
        blocks.add(partition, mine.get(i).getTimestamp(), mine.get(i).getValue());
        boolean isLast = i == mine.size() - 1;
        if (isLast || random.nextInt(10) == 0) {
          Instant watermark =
              isLast ? BoundedWindow.TIMESTAMP_MAX_VALUE : mine.get(i + 1).getTimestamp();
          List<ShardBlock> cut = blocks.cut(T0, Map.of(partition, watermark));
          for (int shard = 0; shard < SHARDS; shard++) {
            all.add(KV.of(shard, cut.get(shard)));
          }
        }
      }
    }
    return all;
  }

  private static Map<Integer, Long> starts() {
    Map<Integer, Long> starts = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      starts.put(partition, 0L);
    }
    return starts;
  }

  private static SlidingWindowSpec windows(long size, long period) {
    return SlidingWindowSpec.builder()
        .setSize(Duration.millis(size))
        .setPeriod(Duration.millis(period))
        .setOffset(Duration.millis(size == 7_001 ? 250 : 0))
        .build();
  }
}
