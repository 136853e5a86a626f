package dev.sliderule.pipeline.aggregate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.InstantCoder;

/** Binary form of window parts. */
final class WindowPartCoder extends AtomicCoder<WindowPart> {
  private static final long serialVersionUID = 1L;
  private static final WindowPartCoder INSTANCE = new WindowPartCoder();

  private WindowPartCoder() {}

  static WindowPartCoder of() {
    return INSTANCE;
  }

  /** Beam compares coders that it has sent to a worker and back. */
  private Object readResolve() {
    return INSTANCE;
  }

  @Override
  public void encode(WindowPart part, OutputStream out) throws IOException {
    InstantCoder.of().encode(part.end(), out);
    InstantCoder.of().encode(part.sliceEnd(), out);
    BooleanCoder.of().encode(part.isLate(), out);
    BooleanCoder.of().encode(part.isFirstWindow(), out);
    BooleanCoder.of().encode(part.isLastWindow(), out);
    GroupAggregatesCoder.of().encode(part.aggregates(), out);
  }

  @Override
  public WindowPart decode(InputStream in) throws IOException {
    return WindowPart.builder()
        .setEnd(InstantCoder.of().decode(in))
        .setSliceEnd(InstantCoder.of().decode(in))
        .setIsLate(BooleanCoder.of().decode(in))
        .setIsFirstWindow(BooleanCoder.of().decode(in))
        .setIsLastWindow(BooleanCoder.of().decode(in))
        .setAggregates(GroupAggregatesCoder.of().decode(in))
        .build();
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
