package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.read.EventPacking;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BiConsumer;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.InstantCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;

/**
 * Aggregates events while they are read, so that no event is ever moved. What comes out is, for
 * each slice and shard of a block, the aggregates of its groups, at the last millisecond of the
 * slice. What the watermark has passed already has a key of its own ({@link #behind}), as each
 * window must then judge whether it takes it.
 */
public final class PreAggregation implements EventPacking<KV<Integer, GroupAggregates>> {
  private static final long serialVersionUID = 1L;

  /** Bounds the memory of a block: as many sketches, of up to 13 kB each by default. */
  static final int MAX_AGGREGATES = 10_000;

  private static final KvCoder<Integer, GroupAggregates> CODER =
      KvCoder.of(VarIntCoder.of(), GroupAggregatesCoder.of());

  private final SlidingWindowSpec windows;
  private final UniqueCounter counter;
  private final int shards;

  private PreAggregation(SlidingWindowSpec windows, UniqueCounter counter, int shards) {
    this.windows = windows;
    this.counter = counter;
    this.shards = shards;
  }

  /**
   * For windows and a way to count.
   *
   * @param shards how many the groups are spread over, at least 1: as many as there are cores, as
   *     they are counted side by side and each has a cost of its own
   */
  public static PreAggregation of(SlidingWindowSpec windows, UniqueCounter counter, int shards) {
    return new PreAggregation(windows, counter, shards);
  }

  /**
   * The key, less than zero, of what has come for a shard behind the watermark; its own inverse.
   */
  static int behind(int shard) {
    return ~shard;
  }

  @Override
  public Packer packer() {
    return new AggregatingPacker();
  }

  @Override
  public Coder<KV<Integer, GroupAggregates>> coder() {
    return CODER;
  }

  @Override
  public void unpack(byte[] packed, BiConsumer<KV<Integer, GroupAggregates>, Instant> action) {
    ByteArrayInputStream in = new ByteArrayInputStream(packed);
    try {
      while (in.available() > 0) {
        Instant end = InstantCoder.of().decode(in);
        action.accept(CODER.decode(in), end);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class AggregatingPacker implements Packer {
    private final SliceAggregator inTime = new SliceAggregator(windows, counter, shards);
    private final SliceAggregator behind = new SliceAggregator(windows, counter, shards);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Override
    public void add(Event event, Instant time, boolean isBehind) {
      (isBehind ? behind : inTime).add(event, time);
      if (inTime.size() + behind.size() >= MAX_AGGREGATES) {
        drain();
      }
    }

    private void drain() {
      inTime.drain(this::write);
      behind.drain((part, end) -> write(KV.of(behind(part.getKey()), part.getValue()), end));
    }

    private void write(KV<Integer, GroupAggregates> part, Instant end) {
      try {
        InstantCoder.of().encode(end, out);
        CODER.encode(part, out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public byte[] pack() {
      drain();
      return out.toByteArray();
    }
  }
}
