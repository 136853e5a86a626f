package dev.sliderule.pipeline.windows;

import dev.sliderule.pipeline.count.UniqueCounter;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.Locale;
import org.apache.beam.sdk.coders.BigDecimalCoder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/** Compact binary form of aggregates, with a version in front. */
public final class AggregateCoder extends CustomCoder<Aggregate> {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;

  private final UniqueCounter counter;

  private AggregateCoder(UniqueCounter counter) {
    this.counter = counter;
  }

  public static AggregateCoder of(UniqueCounter counter) {
    return new AggregateCoder(counter);
  }

  @Override
  public void encode(Aggregate aggregate, OutputStream out) throws IOException {
    out.write(VERSION);
    VarInt.encode(aggregate.records(), out);
    VarInt.encode(aggregate.uniqueMissing(), out);
    VarInt.encode(aggregate.amountMissing(), out);
    BigDecimalCoder.of().encode(aggregate.amountSum(), out);
    boolean hasSequence = aggregate.sequenceMin() != null;
    out.write(hasSequence ? 1 : 0);
    if (hasSequence) {
      VarInt.encode(aggregate.sequenceMin(), out);
      VarInt.encode(aggregate.sequenceMax(), out);
    }
    DataOutputStream data = new DataOutputStream(out);
    aggregate.sketch().writeTo(data);
    data.flush();
  }

  @Override
  public Aggregate decode(InputStream in) throws IOException {
    int version = in.read();
    if (version != VERSION) {
      throw new CoderException(
          String.format(
              Locale.ROOT,
              "An aggregate of version %d; this job reads version %d",
              version,
              VERSION));
    }
    long records = VarInt.decodeLong(in);
    long uniqueMissing = VarInt.decodeLong(in);
    long amountMissing = VarInt.decodeLong(in);
    BigDecimal amountSum = BigDecimalCoder.of().decode(in);
    Long sequenceMin = null;
    Long sequenceMax = null;
    if (in.read() == 1) {
      sequenceMin = VarInt.decodeLong(in);
      sequenceMax = VarInt.decodeLong(in);
    }
    return new Aggregate(
        counter.readFrom(new DataInputStream(in)),
        records,
        uniqueMissing,
        amountMissing,
        amountSum,
        sequenceMin,
        sequenceMax);
  }
}
