package dev.sliderule.pipeline.windows;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.InstantCoder;

/** Binary form of the sums of a slice. */
public final class SliceSumsCoder extends AtomicCoder<SliceSums> {
  private static final long serialVersionUID = 1L;
  private static final SliceSumsCoder INSTANCE = new SliceSumsCoder();

  private SliceSumsCoder() {}

  public static SliceSumsCoder of() {
    return INSTANCE;
  }

  /** Beam compares coders that it has sent to a worker and back. */
  private Object readResolve() {
    return INSTANCE;
  }

  @Override
  public void encode(SliceSums sums, OutputStream out) throws IOException {
    InstantCoder.of().encode(sums.sliceEnd(), out);
    GroupAggregatesCoder.of().encode(sums.groups(), out);
    BooleanCoder.of().encode(sums.isReread(), out);
  }

  @Override
  public SliceSums decode(InputStream in) throws IOException {
    return new SliceSums(
        InstantCoder.of().decode(in),
        GroupAggregatesCoder.of().decode(in),
        BooleanCoder.of().decode(in));
  }
}
