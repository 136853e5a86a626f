package dev.sliderule.pipeline.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import dev.sliderule.pipeline.count.ExactCounter;
import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.event.EventCoder;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import dev.sliderule.testing.Collected;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreAggregateFnTest {
  private static final ExactCounter COUNTER = ExactCounter.create();
  private static final int SHARDS = 3;
  private static final SlidingWindowSpec WINDOWS =
      SlidingWindowSpec.builder()
          .setSize(Duration.standardSeconds(12))
          .setPeriod(Duration.standardSeconds(5))
          .setOffset(Duration.millis(250))
          .build();

  /** 600 events in 5 groups and 6 slices, all in one bundle. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 30, 1_000})
  void losesNothingWhateverTheLimit(int limit) {
    List<KV<String, Long>> out = preAggregated(limit);
    Map<String, Long> sums = new TreeMap<>();
    out.forEach(aggregate -> sums.merge(aggregate.getKey(), aggregate.getValue(), Long::sum));
    Map<String, Long> expected = new TreeMap<>();
    for (int i = 0; i < 600; i++) {
      long endOfSlice = 1_249L + (i % 6) * 1_000L;
      expected.merge("g" + i % 5 + "@" + endOfSlice, 1L, Long::sum);
    }
    assertThat(sums, is(expected));
  }

  @Test
  void emitsOneAggregateForEachGroupAndSliceOfABundle() {
    assertThat(preAggregated(1_000).size(), is(30));
  }

  @Test
  void emitsBeforeThereAreMoreAggregatesThanTheLimit() {
    assertThat(30, is(lessThan(preAggregated(7).size())));
  }

  private static List<KV<String, Long>> preAggregated(int limit) {
    List<TimestampedValue<Event>> events = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      events.add(
          TimestampedValue.of(
              Event.of("k" + i, null, null, List.of("g" + i % 5)),
              Instant.ofEpochMilli(250L + (i % 6) * 1_000L + i)));
    }
    TimestampedValue<Event> first = events.remove(0);
    @SuppressWarnings({"unchecked", "rawtypes"}) // There are no arrays of generic types.
    TimestampedValue<Event>[] rest = events.toArray(new TimestampedValue[0]);
    TestStream<Event> stream =
        TestStream.create(EventCoder.of()).addElements(first, rest).advanceWatermarkToInfinity();
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    Collected<KV<String, Long>> collected =
        Collected.of(
            pipeline
                .apply(stream)
                .apply(ParDo.of(new PreAggregateFn(WINDOWS, COUNTER, SHARDS, limit)))
                .setCoder(KvCoder.of(VarIntCoder.of(), GroupAggregatesCoder.of()))
                .apply(ParDo.of(new DescribeFn())));
    pipeline.run().waitUntilFinish();
    return collected.elements();
  }

  /** The records of each group and slice. */
  private static final class DescribeFn
      extends DoFn<KV<Integer, GroupAggregates>, KV<String, Long>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void processElement(
        @Element KV<Integer, GroupAggregates> shard,
        @Timestamp Instant time,
        OutputReceiver<KV<String, Long>> out) {
      shard
          .getValue()
          .forEach(
              COUNTER,
              group -> true,
              (group, aggregate) ->
                  out.output(KV.of(group + "@" + time.getMillis(), aggregate.records())));
    }
  }
}
