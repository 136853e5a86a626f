package dev.sliderule.pipeline.read;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/** Binary form of blocks between steps: their numbers, and their sections as they are packed. */
final class RecordBlockCoder extends CustomCoder<RecordBlock> {
  private static final long serialVersionUID = 1L;
  private static final RecordBlockCoder INSTANCE = new RecordBlockCoder();

  private static final ByteArrayCoder BYTES = ByteArrayCoder.of();

  private RecordBlockCoder() {}

  static RecordBlockCoder of() {
    return INSTANCE;
  }

  /** Beam compares coders that it has sent to a worker and back. */
  private Object readResolve() {
    return INSTANCE;
  }

  @Override
  public void encode(RecordBlock block, OutputStream out) throws IOException {
    VarInt.encode(block.late(), out);
    VarInt.encode(block.reread(), out);
    BYTES.encode(block.packedMalformed(), out);
    VarInt.encode(block.events(), out);
    BYTES.encode(block.packedEvents(), out);
  }

  @Override
  public RecordBlock decode(InputStream in) throws IOException {
    int late = VarInt.decodeInt(in);
    int reread = VarInt.decodeInt(in);
    byte[] malformed = BYTES.decode(in);
    int events = VarInt.decodeInt(in);
    return RecordBlock.of(events, BYTES.decode(in), malformed, late, reread);
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
