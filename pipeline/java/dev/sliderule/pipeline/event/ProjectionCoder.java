package dev.sliderule.pipeline.event;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.InstantCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.joda.time.Instant;

/** Binary form of projections between the reader and the step behind it. */
public final class ProjectionCoder extends CustomCoder<Projection> {
  private static final long serialVersionUID = 1L;
  private static final ProjectionCoder INSTANCE = new ProjectionCoder();

  private static final Coder<Event> EVENT = NullableCoder.of(EventCoder.of());
  private static final Coder<Instant> EVENT_TIME = NullableCoder.of(InstantCoder.of());
  private static final Coder<byte[]> VALUE = NullableCoder.of(ByteArrayCoder.of());

  private ProjectionCoder() {}

  public static ProjectionCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Projection projection, OutputStream out) throws IOException {
    EVENT.encode(projection.event(), out);
    if (projection.isMalformed()) {
      StringUtf8Coder.of().encode(projection.reason().name(), out);
      StringUtf8Coder.of().encode(projection.detail(), out);
      VALUE.encode(projection.value(), out);
    } else {
      EVENT_TIME.encode(projection.eventTime(), out);
    }
  }

  @Override
  public Projection decode(InputStream in) throws IOException {
    Event event = EVENT.decode(in);
    if (event != null) {
      return Projection.event(event, EVENT_TIME.decode(in));
    }
    return Projection.malformed(
        MalformedReason.valueOf(StringUtf8Coder.of().decode(in)),
        StringUtf8Coder.of().decode(in),
        VALUE.decode(in));
  }
}
