package dev.sliderule.generator.pace;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.VarLongCoder;

/** An {@link IndexRun} as two variable-length numbers. */
public final class IndexRunCoder extends AtomicCoder<IndexRun> {
  private static final long serialVersionUID = 1L;
  private static final IndexRunCoder INSTANCE = new IndexRunCoder();
  private static final VarLongCoder LONGS = VarLongCoder.of();

  private IndexRunCoder() {}

  public static IndexRunCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(IndexRun run, OutputStream out) throws IOException {
    LONGS.encode(run.from(), out);
    LONGS.encode(run.to(), out);
  }

  @Override
  public IndexRun decode(InputStream in) throws IOException {
    long from = LONGS.decode(in);
    return IndexRun.of(from, LONGS.decode(in));
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
