package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.count.UniqueCounter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.CustomCoder;

/** Binary form of late slices: two flags and the aggregate. */
final class LateSliceCoder extends CustomCoder<LateSlice> {
  private static final long serialVersionUID = 1L;

  private final AggregateCoder aggregates;

  private LateSliceCoder(AggregateCoder aggregates) {
    this.aggregates = aggregates;
  }

  static LateSliceCoder of(UniqueCounter counter) {
    return new LateSliceCoder(AggregateCoder.of(counter));
  }

  @Override
  public void encode(LateSlice slice, OutputStream out) throws IOException {
    BooleanCoder.of().encode(slice.isFirstWindow(), out);
    BooleanCoder.of().encode(slice.isLastWindow(), out);
    aggregates.encode(slice.aggregate(), out);
  }

  @Override
  public LateSlice decode(InputStream in) throws IOException {
    boolean isFirstWindow = BooleanCoder.of().decode(in);
    boolean isLastWindow = BooleanCoder.of().decode(in);
    return LateSlice.of(aggregates.decode(in), isFirstWindow, isLastWindow);
  }
}
