package dev.sliderule.pipeline.aggregate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;

/** Binary form of the slices of a shard. */
final class OpenSlicesCoder extends AtomicCoder<OpenSlices> {
  private static final long serialVersionUID = 1L;
  private static final OpenSlicesCoder INSTANCE = new OpenSlicesCoder();

  private static final VarIntCoder NUMBER = VarIntCoder.of();
  private static final VarLongCoder TIME = VarLongCoder.of();
  private static final GroupAggregatesCoder AGGREGATES = GroupAggregatesCoder.of();

  private OpenSlicesCoder() {}

  static OpenSlicesCoder of() {
    return INSTANCE;
  }

  /** Beam compares coders that it has sent to a worker and back. */
  private Object readResolve() {
    return INSTANCE;
  }

  @Override
  public void encode(OpenSlices open, OutputStream out) throws IOException {
    TIME.encode(open.published, out);
    NUMBER.encode(open.slices.size(), out);
    for (Map.Entry<Long, GroupAggregates> slice : open.slices.entrySet()) {
      TIME.encode(slice.getKey(), out);
      AGGREGATES.encode(slice.getValue(), out);
    }
    NUMBER.encode(open.changed.size(), out);
    for (Map.Entry<Long, OpenSlices.ChangedWindow> window : open.changed.entrySet()) {
      TIME.encode(window.getKey(), out);
      AGGREGATES.encode(window.getValue().late, out);
      encode(window.getValue().groups, out);
    }
  }

  private static void encode(Map<String, OpenSlices.PublishedGroup> groups, OutputStream out)
      throws IOException {
    NUMBER.encode(groups.size(), out);
    for (Map.Entry<String, OpenSlices.PublishedGroup> group : new TreeMap<>(groups).entrySet()) {
      StringUtf8Coder.of().encode(group.getKey(), out);
      TIME.encode(group.getValue().rows, out);
      TIME.encode(group.getValue().records, out);
    }
  }

  @Override
  public OpenSlices decode(InputStream in) throws IOException {
    OpenSlices open = new OpenSlices();
    open.published = TIME.decode(in);
    for (int left = NUMBER.decode(in); left > 0; left--) {
      open.slices.put(TIME.decode(in), AGGREGATES.decode(in));
    }
    for (int left = NUMBER.decode(in); left > 0; left--) {
      OpenSlices.ChangedWindow window = new OpenSlices.ChangedWindow();
      open.changed.put(TIME.decode(in), window);
      window.late = AGGREGATES.decode(in);
      for (int groups = NUMBER.decode(in); groups > 0; groups--) {
        String group = StringUtf8Coder.of().decode(in);
        window.groups.put(group, new OpenSlices.PublishedGroup(TIME.decode(in), TIME.decode(in)));
      }
    }
    return open;
  }
}
