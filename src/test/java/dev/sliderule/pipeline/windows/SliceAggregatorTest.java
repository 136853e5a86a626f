package dev.sliderule.pipeline.windows;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.is;

import dev.sliderule.pipeline.count.ExactCounter;
import dev.sliderule.pipeline.event.Event;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 600 events in 5 groups and 6 slices of a second. */
class SliceAggregatorTest {
  private static final ExactCounter COUNTER = ExactCounter.create();
  private static final int SHARDS = 3;
  private static final SlidingWindowSpec WINDOWS =
      SlidingWindowSpec.builder()
          .setSize(Duration.standardSeconds(12))
          .setPeriod(Duration.standardSeconds(5))
          .setOffset(Duration.millis(250))
          .build();

  private final SliceAggregator aggregator = new SliceAggregator(WINDOWS, COUNTER, SHARDS, false);
  private final Map<String, Long> records = new TreeMap<>();
  private int drained;

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 30, 1_000})
  void losesNothingWheneverItIsDrained(int limit) {
    Map<String, Long> expected = new TreeMap<>();
    for (int i = 0; i < 600; i++) {
      add(i);
      expected.merge("g" + i % 5 + "@" + (1_249 + i % 6 * 1_000), 1L, Long::sum);
      if (aggregator.size() >= limit) {
        drain();
      }
    }
    drain();
    assertThat(records, is(expected));
  }

  @Test
  void hasOneAggregateForEachGroupAndSlice() {
    for (int i = 0; i < 600; i++) {
      add(i);
    }
    assertThat(aggregator.size(), is(30));
    drain();
    assertThat(drained, is(30));
    assertThat(aggregator.size(), is(0));
    assertThat(aggregator.drain(), is(anEmptyMap()));
  }

  @Test
  void addsAnEventToAllItsGroups() {
    aggregator.add(Event.of("k", null, null, List.of("all", "a", "b")), Instant.ofEpochMilli(250));
    drain();
    assertThat(records, is(Map.of("all@1249", 1L, "a@1249", 1L, "b@1249", 1L)));
  }

  @Test
  void knowsTheBordersOfSlices() {
    for (long time : new long[] {249, 250, 1_249, 1_250, -750, -751}) {
      aggregator.add(Event.of("k", null, null, List.of("g")), Instant.ofEpochMilli(time));
    }
    drain();
    assertThat(records, is(Map.of("g@-751", 1L, "g@249", 2L, "g@1249", 2L, "g@2249", 1L)));
  }

  private void add(int i) {
    aggregator.add(
        Event.of("k" + i, null, null, List.of("g" + i % 5)),
        Instant.ofEpochMilli(250L + i % 6 * 1_000L + i));
  }

  private void drain() {
    aggregator
        .drain()
        .forEach(
            (shard, slices) ->
                slices.forEach(
                    slice ->
                        slice
                            .groups()
                            .forEach(
                                COUNTER,
                                group -> true,
                                (group, aggregate) -> {
                                  assertThat(
                                      group, SliceAggregator.shardOf(group, SHARDS), is(shard));
                                  drained++;
                                  records.merge(
                                      group + "@" + slice.sliceEnd().getMillis(),
                                      aggregate.records(),
                                      Long::sum);
                                })));
  }
}
