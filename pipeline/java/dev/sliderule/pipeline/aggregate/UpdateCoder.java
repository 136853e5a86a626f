package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.write.ResultRow;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.InstantCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.joda.time.Instant;

/** Binary form of updates. */
final class UpdateCoder extends AtomicCoder<Update> {
  private static final long serialVersionUID = 1L;
  private static final UpdateCoder INSTANCE = new UpdateCoder();
  private static final Coder<String> PANE = NullableCoder.of(StringUtf8Coder.of());

  private UpdateCoder() {}

  static UpdateCoder of() {
    return INSTANCE;
  }

  /** Beam compares coders that it has sent to a worker and back. */
  private Object readResolve() {
    return INSTANCE;
  }

  @Override
  public void encode(Update update, OutputStream out) throws IOException {
    PANE.encode(update.isSlice() ? null : update.pane().name(), out);
    InstantCoder.of().encode(update.end(), out);
    GroupAggregatesCoder.of().encode(update.aggregates(), out);
  }

  @Override
  public Update decode(InputStream in) throws IOException {
    String pane = PANE.decode(in);
    Instant end = InstantCoder.of().decode(in);
    GroupAggregates aggregates = GroupAggregatesCoder.of().decode(in);
    return pane == null
        ? Update.ofSlice(end, aggregates)
        : Update.ofWindow(end, ResultRow.Pane.valueOf(pane), aggregates);
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
