package dev.sliderule.pipeline.read;

import dev.sliderule.pipeline.event.MalformedRecord;
import dev.sliderule.pipeline.windows.ShardBlock;
import dev.sliderule.pipeline.windows.SliceSums;
import dev.sliderule.pipeline.windows.Span;
import java.util.List;
import java.util.Map;
import org.joda.time.Instant;

/**
 * What one reader has read in a row: where, the sums of the events, and the malformed records.
 * Runners have a price for each element that they move; it is paid once for many records, and no
 * event is ever moved.
 */
final class Block {
  private final Instant readAt;
  private final List<Span> spans;
  private final Map<Integer, List<SliceSums>> sums;
  private final List<MalformedRecord> malformed;

  /**
   * A block.
   *
   * @param readAt the reader's clock at the end
   * @param spans at most one for a partition
   * @param sums by shard
   */
  Block(
      Instant readAt,
      List<Span> spans,
      Map<Integer, List<SliceSums>> sums,
      List<MalformedRecord> malformed) {
    this.readAt = readAt;
    this.spans = spans;
    this.sums = sums;
    this.malformed = malformed;
  }

  Instant readAt() {
    return readAt;
  }

  List<Span> spans() {
    return spans;
  }

  Map<Integer, List<SliceSums>> sums() {
    return sums;
  }

  List<MalformedRecord> malformed() {
    return malformed;
  }

  /** The part of a shard, which has all spans. */
  ShardBlock of(int shard) {
    return new ShardBlock(readAt, spans, sums.getOrDefault(shard, List.of()));
  }
}
