package dev.sliderule.pipeline.event;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.List;
import org.apache.beam.sdk.coders.BigDecimalCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;

/** Binary form of events between steps. Not deterministic: equal amounts may differ in scale. */
public final class EventCoder extends CustomCoder<Event> {
  private static final long serialVersionUID = 1L;
  private static final EventCoder INSTANCE = new EventCoder();

  private static final Coder<String> UNIQUE_KEY = NullableCoder.of(StringUtf8Coder.of());
  private static final Coder<BigDecimal> AMOUNT = NullableCoder.of(BigDecimalCoder.of());
  private static final Coder<Long> SEQUENCE = NullableCoder.of(VarLongCoder.of());
  private static final Coder<List<String>> GROUPS = ListCoder.of(StringUtf8Coder.of());

  private EventCoder() {}

  public static EventCoder of() {
    return INSTANCE;
  }

  /** Beam compares coders that it has sent to a worker and back. */
  private Object readResolve() {
    return INSTANCE;
  }

  @Override
  public void encode(Event event, OutputStream out) throws IOException {
    UNIQUE_KEY.encode(event.uniqueKey(), out);
    AMOUNT.encode(event.amount(), out);
    SEQUENCE.encode(event.sequence(), out);
    GROUPS.encode(event.groups(), out);
  }

  @Override
  public Event decode(InputStream in) throws IOException {
    return Event.of(
        UNIQUE_KEY.decode(in), AMOUNT.decode(in), SEQUENCE.decode(in), GROUPS.decode(in));
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
