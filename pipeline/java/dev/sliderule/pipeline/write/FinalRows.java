package dev.sliderule.pipeline.write;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.InstantCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.MapCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Instant;

/**
 * Puts the final rows of a window together, from all shards, and passes them on as one element when
 * every shard has closed the window.
 */
final class FinalRows extends PTransform<PCollection<ShardRows>, PCollection<List<ResultRow>>> {
  private static final long serialVersionUID = 1L;

  private final int shards;

  private FinalRows(int shards) {
    this.shards = shards;
  }

  /**
   * Awaits all shards.
   *
   * @param shards how many there are
   */
  static FinalRows of(int shards) {
    return new FinalRows(shards);
  }

  @Override
  public PCollection<List<ResultRow>> expand(PCollection<ShardRows> rows) {
    return rows.apply("TakeClosed", Filter.by(ShardRows::closesWindows))
        .apply(
            "AllTogether",
            MapElements.into(
                    TypeDescriptors.kvs(
                        TypeDescriptors.integers(), TypeDescriptor.of(ShardRows.class)))
                .via(shard -> KV.of(0, shard.onlyFinal())))
        .setCoder(KvCoder.of(VarIntCoder.of(), ShardRows.ShardRowsCoder.of()))
        .apply("AwaitShards", ParDo.of(new AwaitShardsFn(shards)))
        .setCoder(ListCoder.of(ResultRowCoder.of()));
  }

  /** Final rows of windows that not every shard has closed, and up to where each has. */
  private static final class OpenRows {
    /** By shard, the start of the oldest window that it has not closed. */
    final Map<Integer, Instant> openFrom = new TreeMap<>();

    /** By shard, what came before its predecessor: from where to where it has closed windows. */
    final Map<Integer, Map<Instant, Instant>> waiting = new TreeMap<>();

    /** By the start of the window. */
    final NavigableMap<Instant, List<ResultRow>> windows = new TreeMap<>();

    void add(ShardRows shard) {
      for (ResultRow row : shard.finalRows()) {
        windows.computeIfAbsent(row.windowStart(), unused -> new ArrayList<>()).add(row);
      }
      Map<Instant, Instant> closed =
          waiting.computeIfAbsent(shard.shard(), unused -> new TreeMap<>());
      closed.put(shard.openFromBefore(), shard.openFrom());
      Instant reached = openFrom.getOrDefault(shard.shard(), BoundedWindow.TIMESTAMP_MIN_VALUE);
      for (Instant next = closed.remove(reached); next != null; next = closed.remove(reached)) {
        reached = next;
      }
      openFrom.put(shard.shard(), reached);
    }

    /** Takes out the rows of the windows that all shards have closed, in the order of windows. */
    List<List<ResultRow>> takeFinal(int shards) {
      if (openFrom.size() < shards) {
        return List.of();
      }
      Instant lowest = openFrom.values().stream().min(Instant::compareTo).orElseThrow();
      Map<Instant, List<ResultRow>> closed = windows.headMap(lowest, false);
      List<List<ResultRow>> taken = new ArrayList<>(closed.values());
      closed.clear();
      // In the same order, whichever shard came first.
      taken.forEach(rows -> rows.sort(Comparator.comparing(ResultRow::group)));
      return taken;
    }
  }

  private static final class AwaitShardsFn extends DoFn<KV<Integer, ShardRows>, List<ResultRow>> {
    private static final long serialVersionUID = 1L;

    @StateId("open")
    private final StateSpec<ValueState<OpenRows>> openSpec =
        StateSpecs.value(OpenRowsCoder.INSTANCE);

    private final int shards;

    AwaitShardsFn(int shards) {
      this.shards = shards;
    }

    @ProcessElement
    public void processElement(
        @Element KV<Integer, ShardRows> element,
        @StateId("open") ValueState<OpenRows> state,
        OutputReceiver<List<ResultRow>> out) {
      OpenRows before = state.read();
      OpenRows open = before == null ? new OpenRows() : before;
      open.add(element.getValue());
      open.takeFinal(shards).forEach(out::output);
      state.write(open);
    }
  }

  private static final class OpenRowsCoder extends AtomicCoder<OpenRows> {
    private static final long serialVersionUID = 1L;
    private static final OpenRowsCoder INSTANCE = new OpenRowsCoder();
    private static final InstantCoder TIME = InstantCoder.of();
    private static final MapCoder<Integer, Instant> OPEN_FROM = MapCoder.of(VarIntCoder.of(), TIME);
    private static final MapCoder<Integer, Map<Instant, Instant>> WAITING =
        MapCoder.of(VarIntCoder.of(), MapCoder.of(TIME, TIME));
    private static final MapCoder<Instant, List<ResultRow>> WINDOWS =
        MapCoder.of(TIME, ListCoder.of(ResultRowCoder.of()));

    /** Beam compares coders that it has sent to a worker and back. */
    private Object readResolve() {
      return INSTANCE;
    }

    @Override
    public void encode(OpenRows open, OutputStream out) throws IOException {
      OPEN_FROM.encode(open.openFrom, out);
      WAITING.encode(open.waiting, out);
      WINDOWS.encode(open.windows, out);
    }

    @Override
    public OpenRows decode(InputStream in) throws IOException {
      OpenRows open = new OpenRows();
      open.openFrom.putAll(OPEN_FROM.decode(in));
      WAITING.decode(in).forEach((shard, closed) -> open.waiting.put(shard, new TreeMap<>(closed)));
      WINDOWS.decode(in).forEach((start, rows) -> open.windows.put(start, new ArrayList<>(rows)));
      return open;
    }
  }
}
