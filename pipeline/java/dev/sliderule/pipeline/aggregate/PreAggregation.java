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
 * slice.
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

  @Override
  public Packer packer() {
    return new AggregatingPacker(new SliceAggregator(windows, counter, shards));
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

  private static final class AggregatingPacker implements Packer {
    private final SliceAggregator aggregator;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    AggregatingPacker(SliceAggregator aggregator) {
      this.aggregator = aggregator;
    }

    @Override
    public void add(Event event, Instant time) {
      aggregator.add(event, time);
      if (aggregator.size() >= MAX_AGGREGATES) {
        aggregator.drain(this::write);
      }
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
      aggregator.drain(this::write);
      return out.toByteArray();
    }
  }
}
