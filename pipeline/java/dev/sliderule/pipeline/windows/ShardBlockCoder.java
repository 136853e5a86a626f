package dev.sliderule.pipeline.windows;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.InstantCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.util.VarInt;
import org.joda.time.Instant;

/** Binary form of what a block has for a shard. */
public final class ShardBlockCoder extends AtomicCoder<ShardBlock> {
  private static final long serialVersionUID = 1L;
  private static final ShardBlockCoder INSTANCE = new ShardBlockCoder();
  private static final InstantCoder TIME = InstantCoder.of();
  private static final ListCoder<Span> SPANS = ListCoder.of(SpanCoder.of());
  private static final GroupAggregatesCoder GROUPS = GroupAggregatesCoder.of();

  private ShardBlockCoder() {}

  public static ShardBlockCoder of() {
    return INSTANCE;
  }

  /** Beam compares coders that it has sent to a worker and back. */
  private Object readResolve() {
    return INSTANCE;
  }

  @Override
  public void encode(ShardBlock block, OutputStream out) throws IOException {
    TIME.encode(block.readAt(), out);
    SPANS.encode(block.spans(), out);
    VarInt.encode(block.sums().size(), out);
    for (SliceSums sums : block.sums()) {
      TIME.encode(sums.sliceEnd(), out);
      GROUPS.encode(sums.groups(), out);
    }
  }

  @Override
  public ShardBlock decode(InputStream in) throws IOException {
    Instant readAt = TIME.decode(in);
    List<Span> spans = SPANS.decode(in);
    List<SliceSums> sums = new ArrayList<>();
    for (int left = VarInt.decodeInt(in); left > 0; left--) {
      sums.add(new SliceSums(TIME.decode(in), GROUPS.decode(in)));
    }
    return new ShardBlock(readAt, spans, sums);
  }
}
