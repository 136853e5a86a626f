package dev.sliderule.pipeline.read;

import dev.sliderule.pipeline.event.MalformedRecord;
import dev.sliderule.pipeline.event.MalformedRecordCoder;
import dev.sliderule.pipeline.windows.SliceSums;
import dev.sliderule.pipeline.windows.SliceSumsCoder;
import dev.sliderule.pipeline.windows.Span;
import dev.sliderule.pipeline.windows.SpanCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.InstantCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.MapCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.joda.time.Instant;

/** Binary form of blocks. */
final class BlockCoder extends AtomicCoder<Block> {
  private static final long serialVersionUID = 1L;
  private static final BlockCoder INSTANCE = new BlockCoder();
  private static final Coder<Instant> TIME = InstantCoder.of();
  private static final Coder<List<Span>> SPANS = ListCoder.of(SpanCoder.of());
  private static final Coder<Map<Integer, List<SliceSums>>> SUMS =
      MapCoder.of(VarIntCoder.of(), ListCoder.of(SliceSumsCoder.of()));
  private static final Coder<List<MalformedRecord>> MALFORMED =
      ListCoder.of(MalformedRecordCoder.of());

  private BlockCoder() {}

  static BlockCoder of() {
    return INSTANCE;
  }

  /** Beam compares coders that it has sent to a worker and back. */
  private Object readResolve() {
    return INSTANCE;
  }

  @Override
  public void encode(Block block, OutputStream out) throws IOException {
    TIME.encode(block.readAt(), out);
    SPANS.encode(block.spans(), out);
    SUMS.encode(block.sums(), out);
    MALFORMED.encode(block.malformed(), out);
  }

  @Override
  public Block decode(InputStream in) throws IOException {
    return new Block(TIME.decode(in), SPANS.decode(in), SUMS.decode(in), MALFORMED.decode(in));
  }
}
