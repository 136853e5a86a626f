package dev.sliderule.pipeline.event;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;

/** Binary form of malformed records between steps. */
public final class MalformedRecordCoder extends CustomCoder<MalformedRecord> {
  private static final long serialVersionUID = 1L;
  private static final MalformedRecordCoder INSTANCE = new MalformedRecordCoder();

  private static final StringUtf8Coder TEXT = StringUtf8Coder.of();
  private static final Coder<byte[]> BYTES = NullableCoder.of(ByteArrayCoder.of());

  private MalformedRecordCoder() {}

  public static MalformedRecordCoder of() {
    return INSTANCE;
  }

  /** Beam compares coders that it has sent to a worker and back. */
  private Object readResolve() {
    return INSTANCE;
  }

  @Override
  public void encode(MalformedRecord record, OutputStream out) throws IOException {
    TEXT.encode(record.reason().name(), out);
    TEXT.encode(record.detail(), out);
    TEXT.encode(record.topic(), out);
    VarInt.encode(record.partition(), out);
    VarInt.encode(record.offset(), out);
    BYTES.encode(record.key(), out);
    BYTES.encode(record.value(), out);
  }

  @Override
  public MalformedRecord decode(InputStream in) throws IOException {
    return MalformedRecord.builder()
        .setReason(MalformedReason.valueOf(TEXT.decode(in)))
        .setDetail(TEXT.decode(in))
        .setTopic(TEXT.decode(in))
        .setPartition(VarInt.decodeInt(in))
        .setOffset(VarInt.decodeLong(in))
        .setKey(BYTES.decode(in))
        .setValue(BYTES.decode(in))
        .build();
  }
}
