package dev.sliderule.pipeline.windows;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;

/** Passes the bytes on as they are, with their length in front. */
final class GroupAggregatesCoder extends AtomicCoder<GroupAggregates> {
  private static final long serialVersionUID = 1L;
  private static final GroupAggregatesCoder INSTANCE = new GroupAggregatesCoder();

  private GroupAggregatesCoder() {}

  static GroupAggregatesCoder of() {
    return INSTANCE;
  }

  /** Beam compares coders that it has sent to a worker and back. */
  private Object readResolve() {
    return INSTANCE;
  }

  @Override
  public void encode(GroupAggregates aggregates, OutputStream out) throws IOException {
    ByteArrayCoder.of().encode(aggregates.bytes(), out);
  }

  @Override
  public GroupAggregates decode(InputStream in) throws IOException {
    return GroupAggregates.ofBytes(ByteArrayCoder.of().decode(in));
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
