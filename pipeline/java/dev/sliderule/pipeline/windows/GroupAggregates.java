package dev.sliderule.pipeline.windows;

import dev.sliderule.pipeline.count.UniqueCounter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;

/**
 * The aggregates of several groups, as bytes: runners copy such elements many times, and look into
 * them once. Immutable; equal contents give equal bytes.
 */
public final class GroupAggregates {
  private static final GroupAggregates NONE = new GroupAggregates(new byte[0]);

  private final byte[] bytes;

  private GroupAggregates(byte[] bytes) {
    this.bytes = bytes;
  }

  static GroupAggregates none() {
    return NONE;
  }

  /** The aggregates as they are now. */
  static GroupAggregates of(Map<String, Aggregate> byGroup, UniqueCounter counter) {
    AggregateCoder coder = AggregateCoder.of(counter);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream one = new ByteArrayOutputStream();
    try {
      for (Map.Entry<String, Aggregate> group : new TreeMap<>(byGroup).entrySet()) {
        StringUtf8Coder.of().encode(group.getKey(), out);
        one.reset();
        coder.encode(group.getValue(), one);
        VarInt.encode(one.size(), out);
        one.writeTo(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new GroupAggregates(out.toByteArray());
  }

  /** What {@link #bytes} has given. */
  static GroupAggregates ofBytes(byte[] bytes) {
    return bytes.length == 0 ? NONE : new GroupAggregates(bytes);
  }

  byte[] bytes() {
    return bytes;
  }

  boolean isEmpty() {
    return bytes.length == 0;
  }

  /** Merges the aggregates of the groups that are wanted into {@code sums}. */
  void addTo(Map<String, Aggregate> sums, UniqueCounter counter, Predicate<String> wanted) {
    forEach(
        counter,
        wanted,
        (group, aggregate) -> {
          Aggregate sum = sums.get(group);
          if (sum == null) {
            sums.put(group, aggregate);
          } else {
            sum.merge(aggregate);
          }
        });
  }

  /** Hands out, for each of the groups that are wanted, an aggregate that nobody else has. */
  void forEach(
      UniqueCounter counter, Predicate<String> wanted, BiConsumer<String, Aggregate> action) {
    AggregateCoder coder = AggregateCoder.of(counter);
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    try {
      while (in.available() > 0) {
        String group = StringUtf8Coder.of().decode(in);
        int length = VarInt.decodeInt(in);
        if (wanted.test(group)) {
          action.accept(group, coder.decode(in));
        } else {
          in.skip(length);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GroupAggregates
        && Arrays.equals(bytes, ((GroupAggregates) other).bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
