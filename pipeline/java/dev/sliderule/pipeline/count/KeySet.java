package dev.sliderule.pipeline.count;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** All the keys themselves. */
final class KeySet implements UniqueSketch {
  private final Set<String> keys;

  KeySet() {
    this(new HashSet<>());
  }

  private KeySet(Set<String> keys) {
    this.keys = keys;
  }

  @Override
  public void add(String key) {
    keys.add(key);
  }

  @Override
  public void merge(UniqueSketch other) {
    keys.addAll(((KeySet) other).keys);
  }

  @Override
  public UniqueSketch copy() {
    return new KeySet(new HashSet<>(keys));
  }

  @Override
  public UniqueEstimate estimate() {
    return UniqueEstimate.exact(keys.size());
  }

  @Override
  public void writeTo(DataOutput out) throws IOException {
    out.writeInt(keys.size());
    for (String key : new TreeSet<>(keys)) {
      byte[] utf8 = key.getBytes(StandardCharsets.UTF_8);
      out.writeInt(utf8.length);
      out.write(utf8);
    }
  }

  static KeySet readFrom(DataInput in) throws IOException {
    KeySet set = new KeySet();
    for (int left = in.readInt(); left > 0; left--) {
      byte[] utf8 = new byte[in.readInt()];
      in.readFully(utf8);
      set.add(new String(utf8, StandardCharsets.UTF_8));
    }
    return set;
  }
}
