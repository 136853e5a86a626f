package dev.sliderule.pipeline.windows;

import java.util.List;
import org.joda.time.Instant;

/**
 * What a block has for one shard: all spans of the block, and the sums of that shard. Every shard
 * gets one of every block, if only with spans, so that all shards have the same watermark.
 */
public final class ShardBlock {
  private final Instant readAt;
  private final List<Span> spans;
  private final List<SliceSums> sums;

  /**
   * A block's part.
   *
   * @param readAt the reader's clock when it had read the block
   */
  public ShardBlock(Instant readAt, List<Span> spans, List<SliceSums> sums) {
    this.readAt = readAt;
    this.spans = spans;
    this.sums = sums;
  }

  Instant readAt() {
    return readAt;
  }

  List<Span> spans() {
    return spans;
  }

  /** In any order; a slice may be there several times. */
  List<SliceSums> sums() {
    return sums;
  }
}
