package dev.sliderule.pipeline.windows;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.InstantCoder;
import org.apache.beam.sdk.coders.ListCoder;

/** Binary form of what a block has for a shard. */
public final class ShardBlockCoder extends AtomicCoder<ShardBlock> {
  private static final long serialVersionUID = 1L;
  private static final ShardBlockCoder INSTANCE = new ShardBlockCoder();
  private static final InstantCoder TIME = InstantCoder.of();
  private static final ListCoder<Span> SPANS = ListCoder.of(SpanCoder.of());
  private static final ListCoder<SliceSums> SUMS = ListCoder.of(SliceSumsCoder.of());

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
    SUMS.encode(block.sums(), out);
  }

  @Override
  public ShardBlock decode(InputStream in) throws IOException {
    return new ShardBlock(TIME.decode(in), SPANS.decode(in), SUMS.decode(in));
  }
}
