package dev.sliderule.pipeline.read;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.is;

import dev.sliderule.pipeline.count.Estimator;
import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.event.MalformedReason;
import dev.sliderule.pipeline.event.MalformedRecord;
import dev.sliderule.pipeline.windows.ShardBlock;
import dev.sliderule.pipeline.windows.ShardBlockCoder;
import dev.sliderule.pipeline.windows.SliceAggregator;
import dev.sliderule.pipeline.windows.SliceSums;
import dev.sliderule.pipeline.windows.SlidingWindowSpec;
import dev.sliderule.pipeline.windows.Span;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class BlockCoderTest {
  private static final Instant TIME = Instant.parse("2026-01-31T12:00:00Z");
  private static final BlockCoder CODER = BlockCoder.of();
  private static final List<Span> SPANS =
      List.of(
          span(0, 0, 0, BoundedWindow.TIMESTAMP_MAX_VALUE, BoundedWindow.TIMESTAMP_MIN_VALUE),
          span(7, 1L << 40, (1L << 40) + 1_000, TIME, TIME.plus(Duration.millis(1))));

  private final List<MalformedRecord> malformed =
      List.of(malformed(41, "k", "not JSON"), malformed(42, null, null), malformed(43, "", ""));

  @Test
  void keepsEverything() throws Exception {
    Block block = new Block(TIME, SPANS, sums(true), malformed);
    Block copy = CoderUtils.clone(CODER, block);
    assertThat(copy.readAt(), is(TIME));
    assertThat(copy.spans(), is(SPANS));
    assertThat(copy.malformed(), is(malformed));
    assertThat(copy.sums().keySet(), containsInAnyOrder(0, 1));
    assertThat(copy.sums().get(0).size(), is(2));
    assertThat(encoded(copy), is(encoded(block)));
  }

  @Test
  void keepsABlockOfNothing() throws Exception {
    Block copy = CoderUtils.clone(CODER, new Block(TIME, List.of(), Map.of(), List.of()));
    assertThat(copy.readAt(), is(TIME));
    assertThat(copy.spans(), is(List.of()));
    assertThat(copy.sums(), is(Map.of()));
    assertThat(copy.malformed(), is(List.of()));
  }

  @Test
  void equalRecordsAreEqualBytes() throws Exception {
    assertThat(
        encoded(new Block(TIME, SPANS, sums(true), malformed)),
        is(encoded(new Block(TIME, SPANS, sums(true), malformed))));
    CoderProperties.coderSerializable(CODER);
  }

  @Test
  void everyShardHasAllSpansAndItsOwnSums() throws Exception {
    Block block = new Block(TIME, SPANS, sums(true), malformed);
    for (int shard = 0; shard < 2; shard++) {
      assertThat(
          part(block, shard), is(encoded(new ShardBlock(TIME, SPANS, sums(true).get(shard)))));
    }
    assertThat(part(block, 2), is(encoded(new ShardBlock(TIME, SPANS, List.of()))));
  }

  /** Two groups, which are in two shards, in two slices. */
  private static Map<Integer, List<SliceSums>> sums(boolean isReread) {
    SliceAggregator aggregator =
        new SliceAggregator(
            SlidingWindowSpec.builder()
                .setSize(Duration.standardSeconds(10))
                .setPeriod(Duration.standardSeconds(5))
                .build(),
            Estimator.EXACT.counter(null),
            2,
            isReread);
    List<String> groups = List.of("a", "b");
    aggregator.add(Event.of("ü€😀", new BigDecimal("-0.010"), Long.MIN_VALUE, groups), TIME);
    aggregator.add(Event.of(null, null, null, groups), TIME);
    aggregator.add(
        Event.of("", new BigDecimal("1E+400"), 7L, groups), TIME.plus(Duration.millis(5_000)));
    return aggregator.drain();
  }

  private static Span span(int partition, long from, long to, Instant watermark, Instant latest) {
    return Span.builder()
        .setPartition(partition)
        .setFrom(from)
        .setTo(to)
        .setWatermark(watermark)
        .setMaxEventTime(latest)
        .setRecords(500)
        .setMalformed(30)
        .setReread(2)
        .build();
  }

  private static MalformedRecord malformed(
      long offset, @Nullable String key, @Nullable String value) {
    return MalformedRecord.builder()
        .setReason(value == null ? MalformedReason.TOMBSTONE : MalformedReason.NOT_JSON)
        .setDetail("no good")
        .setTopic("clicks")
        .setPartition(3)
        .setOffset(offset)
        .setKey(bytes(key))
        .setValue(bytes(value))
        .build();
  }

  @Nullable
  private static byte[] bytes(@Nullable String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] encoded(Block block) throws IOException {
    return CoderUtils.encodeToByteArray(CODER, block);
  }

  private static byte[] encoded(ShardBlock block) throws IOException {
    return CoderUtils.encodeToByteArray(ShardBlockCoder.of(), block);
  }

  private static byte[] part(Block block, int shard) throws IOException {
    return encoded(block.of(shard));
  }
}
