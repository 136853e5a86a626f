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

  /** Beam compares coders that it has sent to a worker and back. */
  private Object readResolve() {
    return INSTANCE;
  }

  @Override
  public void encode(Projection projection, OutputStream out) throws IOException {
    EVENT.encode(projection.event(), out);
    EVENT_TIME.encode(projection.eventTime(), out);
    VALUE.encode(projection.value(), out);
    if (projection.isMalformed()) {
      StringUtf8Coder.of().encode(projection.reason().name(), out);
      StringUtf8Coder.of().encode(projection.detail(), out);
    }
  }

  @Override
  public Projection decode(InputStream in) throws IOException {
    Event event = EVENT.decode(in);
    Instant eventTime = EVENT_TIME.decode(in);
    byte[] value = VALUE.decode(in);
    if (event == null) {
      MalformedReason reason = MalformedReason.valueOf(StringUtf8Coder.of().decode(in));
      return Projection.malformed(reason, StringUtf8Coder.of().decode(in), value);
    }
    return eventTime == null
        ? Projection.eventAtRecordTime(event, value)
        : Projection.event(event, eventTime);
  }
}
