package dev.sliderule.pipeline.windows;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.InstantCoder;
import org.apache.beam.sdk.util.VarInt;

/** Binary form of spans. */
public final class SpanCoder extends AtomicCoder<Span> {
  private static final long serialVersionUID = 1L;
  private static final SpanCoder INSTANCE = new SpanCoder();
  private static final InstantCoder TIME = InstantCoder.of();

  private SpanCoder() {}

  public static SpanCoder of() {
    return INSTANCE;
  }

  /** Beam compares coders that it has sent to a worker and back. */
  private Object readResolve() {
    return INSTANCE;
  }

  @Override
  public void encode(Span span, OutputStream out) throws IOException {
    VarInt.encode(span.partition(), out);
    VarInt.encode(span.from(), out);
    VarInt.encode(span.to() - span.from(), out);
    TIME.encode(span.watermark(), out);
    TIME.encode(span.maxEventTime(), out);
    VarInt.encode(span.records(), out);
    VarInt.encode(span.malformed(), out);
    VarInt.encode(span.reread(), out);
  }

  @Override
  public Span decode(InputStream in) throws IOException {
    int partition = VarInt.decodeInt(in);
    long from = VarInt.decodeLong(in);
    return Span.builder()
        .setPartition(partition)
        .setFrom(from)
        .setTo(from + VarInt.decodeLong(in))
        .setWatermark(TIME.decode(in))
        .setMaxEventTime(TIME.decode(in))
        .setRecords(VarInt.decodeLong(in))
        .setMalformed(VarInt.decodeLong(in))
        .setReread(VarInt.decodeLong(in))
        .build();
  }
}
