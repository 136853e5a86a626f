package dev.sliderule.pipeline.write;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.InstantCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.util.VarInt;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Puts the final rows of a window together, from all shards, and passes them on as one element when
 * every shard has closed the window: when its watermark has passed the window's end by more than
 * the allowed lateness.
 */
final class FinalRows extends PTransform<PCollection<ShardRows>, PCollection<List<ResultRow>>> {
  private static final long serialVersionUID = 1L;

  private final int shards;
  private final Duration allowedLateness;

  private FinalRows(int shards, Duration allowedLateness) {
    this.shards = shards;
    this.allowedLateness = allowedLateness;
  }

  /**
   * Awaits all shards.
   *
   * @param shards how many there are
   * @param allowedLateness for how long after its end a window may change
   */
  static FinalRows of(int shards, Duration allowedLateness) {
    return new FinalRows(shards, allowedLateness);
  }

  @Override
  public PCollection<List<ResultRow>> expand(PCollection<ShardRows> rows) {
    return rows.apply(
            "AllTogether",
            WithKeys.<Integer, ShardRows>of(0).withKeyType(TypeDescriptors.integers()))
        .apply("AwaitShards", ParDo.of(new AwaitShardsFn(shards, allowedLateness)))
        .setCoder(ListCoder.of(ResultRowCoder.of()));
  }

  /** The rows of windows that some shards have closed and some not, and how far the shards are. */
  private static final class OpenRows {
    final Map<Integer, Instant> watermarks = new TreeMap<>();
    final NavigableMap<Instant, List<ResultRow>> windows = new TreeMap<>();
  }

  private static final class AwaitShardsFn extends DoFn<KV<Integer, ShardRows>, List<ResultRow>> {
    private static final long serialVersionUID = 1L;

    @StateId("open")
    private final StateSpec<ValueState<OpenRows>> openSpec =
        StateSpecs.value(OpenRowsCoder.INSTANCE);

    private final int shards;
    private final Duration allowedLateness;

    AwaitShardsFn(int shards, Duration allowedLateness) {
      this.shards = shards;
      this.allowedLateness = allowedLateness;
    }

    @ProcessElement
    public void processElement(
        @Element KV<Integer, ShardRows> element,
        @StateId("open") ValueState<OpenRows> state,
        OutputReceiver<List<ResultRow>> out) {
      OpenRows before = state.read();
      OpenRows open = before == null ? new OpenRows() : before;
      ShardRows shard = element.getValue();
      open.watermarks.merge(shard.shard(), shard.watermark(), (a, b) -> a.isAfter(b) ? a : b);
      for (ResultRow row : shard.finalRows()) {
        open.windows.computeIfAbsent(row.windowEnd(), unused -> new ArrayList<>()).add(row);
      }
      if (open.watermarks.size() == shards) {
        Instant watermark = open.watermarks.values().stream().min(Instant::compareTo).orElseThrow();
        while (!open.windows.isEmpty() && isFinal(open.windows.firstKey(), watermark)) {
          out.output(open.windows.pollFirstEntry().getValue());
        }
      }
      state.write(open);
    }

    /** Whether the last millisecond of a window is before the watermark, less the lateness. */
    private boolean isFinal(Instant windowEnd, Instant watermark) {
      return !windowEnd.plus(allowedLateness).isAfter(watermark);
    }
  }

  private static final class OpenRowsCoder extends AtomicCoder<OpenRows> {
    private static final long serialVersionUID = 1L;
    private static final OpenRowsCoder INSTANCE = new OpenRowsCoder();
    private static final InstantCoder TIME = InstantCoder.of();
    private static final ListCoder<ResultRow> ROWS = ListCoder.of(ResultRowCoder.of());

    /** Beam compares coders that it has sent to a worker and back. */
    private Object readResolve() {
      return INSTANCE;
    }

    @Override
    public void encode(OpenRows open, OutputStream out) throws IOException {
      VarInt.encode(open.watermarks.size(), out);
      for (Map.Entry<Integer, Instant> shard : open.watermarks.entrySet()) {
        VarInt.encode(shard.getKey(), out);
        TIME.encode(shard.getValue(), out);
      }
      VarInt.encode(open.windows.size(), out);
      for (Map.Entry<Instant, List<ResultRow>> window : open.windows.entrySet()) {
        TIME.encode(window.getKey(), out);
        ROWS.encode(window.getValue(), out);
      }
    }

    @Override
    public OpenRows decode(InputStream in) throws IOException {
      OpenRows open = new OpenRows();
      for (int left = VarInt.decodeInt(in); left > 0; left--) {
        open.watermarks.put(VarInt.decodeInt(in), TIME.decode(in));
      }
      for (int left = VarInt.decodeInt(in); left > 0; left--) {
        open.windows.put(TIME.decode(in), ROWS.decode(in));
      }
      return open;
    }
  }
}
