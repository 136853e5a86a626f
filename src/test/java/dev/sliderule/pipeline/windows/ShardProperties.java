package dev.sliderule.pipeline.windows;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.sliderule.pipeline.count.ExactCounter;
import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.write.ResultKey;
import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.testing.WindowOracle;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Random windows, random records in random blocks, which come in random batches. */
class ShardProperties {
  private static final long T0 = 1_700_000_000_000L;
  private static final int PARTITIONS = 3;
  private static final int SHARDS = 3;
  private static final int COUNTING_SHARD = SliceAggregator.shardOf("all", SHARDS);
  private static final long NEVER = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();
  private static final long END = BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis();
  private static final ExactCounter COUNTER = ExactCounter.create();

  /** A record as the test wrote it. */
  static final class Written {
    final int partition;
    final long time;
    final String key;

    /** Whether its reader ends a block after it. */
    final boolean isLastOfBlock;

    Written(int partition, long time, String key, boolean isLastOfBlock) {
      this.partition = partition;
      this.time = time;
      this.key = key;
      this.isLastOfBlock = isLastOfBlock;
    }

    String amount() {
      return time % 7 == 0 ? null : (time - T0) / 100.0 + "";
    }

    List<String> groups() {
      return List.of("all", "letter=" + key.toLowerCase(Locale.ROOT));
    }

    /** Whether it is of the first half of the time that records are of. */
    boolean isEarly() {
      return time < T0 + 40_000;
    }

    WindowOracle.Input arriving(long watermark) {
      return new WindowOracle.Input(time, key, amount(), time, groups(), watermark);
    }

    Event event() {
      String amount = amount();
      return Event.of(key, amount == null ? null : new BigDecimal(amount), time, groups());
    }

    @Override
    public String toString() {
      return key + "@" + (time - T0) + " in " + partition + (isLastOfBlock ? "." : "");
    }
  }

  /** A block, for each shard, and what was written into it. */
  private static final class Read {
    final List<ShardBlock> shards;
    final List<Written> records;

    Read(List<ShardBlock> shards, List<Written> records) {
      this.shards = shards;
      this.records = records;
    }
  }

  @Provide
  Arbitrary<SlidingWindowSpec> windows() {
    // Coarse and fine durations, so that both common and odd divisors occur.
    Arbitrary<Long> durations =
        Arbitraries.oneOf(
            Arbitraries.longs().between(1, 20).map(seconds -> seconds * 1_000),
            Arbitraries.longs().between(500, 20_000));
    return Combinators.combine(
            durations,
            Arbitraries.integers().between(1, 8),
            Arbitraries.doubles().between(0, 0.99),
            Arbitraries.of(0L, 1L, 3_000L, 12_345L),
            Arbitraries.of(0L, 0L, 1L, 500L))
        .as(
            (period, overlap, offset, lateness, early) ->
                SlidingWindowSpec.builder()
                    .setPeriod(Duration.millis(period))
                    // Some sizes are multiples of the period, others are not.
                    .setSize(Duration.millis(period * overlap + (overlap % 2) * (period / 3)))
                    .setOffset(Duration.millis((long) (period * offset)))
                    .setAllowedLateness(Duration.millis(lateness))
                    .setEarlyFiring(early == 0 ? null : Duration.millis(early))
                    .build());
  }

  /** Later records tend to be of later times. */
  @Provide
  Arbitrary<List<Written>> records() {
    return Combinators.combine(
            Arbitraries.integers().between(0, PARTITIONS - 1),
            Arbitraries.longs().between(0, 20_000),
            Arbitraries.strings().alpha().ofLength(1),
            Arbitraries.of(true, false, false))
        .as(Written::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(60)
        .map(
            records -> {
              List<Written> later = new ArrayList<>();
              for (Written record : records) {
                later.add(
                    new Written(
                        record.partition,
                        T0 + record.time + later.size() * 1_000L,
                        record.key,
                        record.isLastOfBlock));
              }
              return later;
            });
  }

  /** Each shard gets all blocks in an order and in batches of its own. */
  @Property(tries = 300, shrinking = ShrinkingMode.BOUNDED)
  void equalsTheOracleInAnyOrderWhereNothingIsLate(
      @ForAll("windows") SlidingWindowSpec windows,
      @ForAll("records") List<Written> records,
      @ForAll Random random) {
    List<Read> blocks = read(windows, records, false, ShardProperties::keptPromises);
    Made made = new Made(windows);
    for (int shard = 0; shard < SHARDS; shard++) {
      KeptShard kept = shard(windows, NEVER);
      List<Read> order = new ArrayList<>(blocks);
      Collections.shuffle(order, random);
      for (List<Read> batch : batches(order, random)) {
        made.take(kept, shard, batch);
        if (random.nextBoolean()) {
          kept.writeAndRead();
        }
      }
      assertThat(kept.slices().slices.keySet(), is(empty()));
    }
    assertThat(WindowOracle.finalRows(made.rows), is(oracle(windows).rows(arriving(records))));
    assertThat(made.fates, is(Map.of(Shard.Fate.IN_TIME, (long) records.size())));
    made.check();
  }

  /** All shards get the same batches, as the oracle knows only one watermark. */
  @Property(tries = 300, shrinking = ShrinkingMode.BOUNDED)
  void equalsTheOracleWhereWatermarksRunAhead(
      @ForAll("windows") SlidingWindowSpec windows,
      @ForAll("records") List<Written> records,
      @ForAll boolean inOrder,
      @ForAll boolean resumed,
      @ForAll Random random) {
    List<Read> blocks = read(windows, records, resumed, ShardProperties::latestTimes);
    if (!inOrder) {
      Collections.shuffle(blocks, random);
    }
    long closedBefore = resumed ? T0 + random.nextInt(40_000) : NEVER;
    List<KeptShard> shards = new ArrayList<>();
    List<KeptShard> written = new ArrayList<>();
    for (int shard = 0; shard < SHARDS; shard++) {
      shards.add(shard(windows, closedBefore));
      written.add(shard(windows, closedBefore));
    }
    Made made = new Made(windows);
    Made same = new Made(windows);
    List<WindowOracle.Input> inputs = new ArrayList<>();
    // The earlier job has counted what is read again in the windows that it closed.
    List<WindowOracle.Input> judged = new ArrayList<>();
    for (List<Read> batch : batches(blocks, random)) {
      long watermark = shards.get(0).watermark().getMillis();
      for (Read block : batch) {
        for (Written record : block.records) {
          WindowOracle.Input input = record.arriving(Math.max(watermark, closedBefore));
          inputs.add(input);
          boolean isLate = oracle(windows).late(List.of(input)) > 0;
          boolean isReread = resumed && record.isEarly();
          judged.add(isReread && !isLate ? record.arriving(watermark) : input);
        }
      }
      for (int shard = 0; shard < SHARDS; shard++) {
        made.take(shards.get(shard), shard, batch);
        if (random.nextBoolean()) {
          written.get(shard).writeAndRead();
        }
        same.take(written.get(shard), shard, batch);
      }
    }
    assertThat(WindowOracle.finalRows(made.rows), is(oracle(windows).rows(inputs)));
    made.check();
    assertThat("late", made.fate(Shard.Fate.LATE), is(oracle(windows).late(inputs)));
    assertThat(
        "partly late", made.fate(Shard.Fate.PARTLY_LATE), is(oracle(windows).partlyLate(judged)));
    assertThat(
        "all",
        made.fates.values().stream().mapToLong(Long::longValue).sum(),
        is((long) records.size()));
    assertThat("fates, written and read", same.fates, is(made.fates));
    assertThat("rows, written and read", same.sorted(), is(made.sorted()));
  }

  /** Gives the watermark of a partition after some of its records. */
  private interface Watermarks {
    long after(List<Written> before, List<Written> rest);
  }

  /** What is to come is not earlier. */
  private static long keptPromises(List<Written> before, List<Written> rest) {
    return rest.stream().mapToLong(record -> record.time).min().orElse(END);
  }

  /** Two seconds less than the latest: nobody keeps to that. */
  private static long latestTimes(List<Written> before, List<Written> rest) {
    return rest.isEmpty()
        ? END
        : before.stream().mapToLong(record -> record.time - 2_000).max().orElse(NEVER);
  }

  /**
   * Two readers, one of which has two partitions.
   *
   * @param resumed whether an earlier job has dealt with the early records
   */
  private static List<Read> read(
      SlidingWindowSpec windows, List<Written> records, boolean resumed, Watermarks watermarks) {
    Map<Integer, List<Written>> before = new HashMap<>();
    Map<Integer, List<Written>> rest = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      int number = partition;
      before.put(number, new ArrayList<>());
      rest.put(
          number,
          records.stream()
              .filter(record -> record.partition == number)
              .collect(Collectors.toCollection(ArrayList::new)));
    }
    List<Read> read = new ArrayList<>();
    Map<Integer, Blocks> readers = new TreeMap<>();
    Map<Integer, List<Written>> inBlock = new HashMap<>();
    for (int reader = 0; reader < 2; reader++) {
      readers.put(reader, new Blocks(windows, COUNTER, SHARDS));
      inBlock.put(reader, new ArrayList<>());
    }
    for (int i = 0; i <= records.size(); i++) {
      Written record = i < records.size() ? records.get(i) : null;
      if (record != null) {
        int reader = record.partition % 2;
        Instant time = Instant.ofEpochMilli(record.time);
        if (resumed && record.isEarly()) {
          readers.get(reader).addReread(record.partition, time, record.event());
        } else {
          readers.get(reader).add(record.partition, time, record.event());
        }
        inBlock.get(reader).add(record);
        rest.get(record.partition).remove(0);
        before.get(record.partition).add(record);
      }
      for (int reader = 0; reader < 2; reader++) {
        if (record == null || (record.isLastOfBlock && record.partition % 2 == reader)) {
          Map<Integer, Instant> spans = new TreeMap<>();
          for (int partition = reader; partition < PARTITIONS; partition += 2) {
            spans.put(
                partition,
                Instant.ofEpochMilli(watermarks.after(before.get(partition), rest.get(partition))));
          }
          Instant readAt = Instant.ofEpochMilli(T0 + i * 100L);
          read.add(
              new Read(readers.get(reader).cut(readAt, spans), List.copyOf(inBlock.get(reader))));
          inBlock.get(reader).clear();
        }
      }
    }
    return read;
  }

  private static List<List<Read>> batches(List<Read> blocks, Random random) {
    List<List<Read>> batches = new ArrayList<>();
    int atMost = 1 + random.nextInt(4);
    for (int from = 0; from < blocks.size(); ) {
      int to = Math.min(blocks.size(), from + 1 + random.nextInt(atMost));
      batches.add(blocks.subList(from, to));
      from = to;
    }
    return batches;
  }

  private static KeptShard shard(SlidingWindowSpec windows, long closedBefore) {
    Map<Integer, Long> starts = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      starts.put(partition, 0L);
    }
    return new KeptShard(windows, COUNTER, Instant.ofEpochMilli(closedBefore), starts);
  }

  private static WindowOracle oracle(SlidingWindowSpec windows) {
    return new WindowOracle(
        windows.size(), windows.period(), windows.offset(), windows.allowedLateness());
  }

  private static List<WindowOracle.Input> arriving(List<Written> records) {
    return records.stream().map(record -> record.arriving(NEVER)).collect(Collectors.toList());
  }

  /** The rows of all shards, and what the counting one says of records. */
  private static final class Made {
    final List<ResultRow> rows = new ArrayList<>();
    final Map<ResultKey, ResultRow> finalRows = new HashMap<>();
    final Map<Shard.Fate, Long> fates = new EnumMap<>(Shard.Fate.class);
    private final SlidingWindowSpec windows;

    Made(SlidingWindowSpec windows) {
      this.windows = windows;
    }

    void take(KeptShard kept, int shard, List<Read> batch) {
      List<Instant> onTime = new ArrayList<>();
      kept.take(
          batch.stream().map(block -> block.shards.get(shard)).collect(Collectors.toList()),
          new Shard.Receiver() {
            @Override
            public void row(
                Instant end,
                ResultRow.Pane pane,
                String group,
                Aggregate aggregate,
                long revision) {
              if (pane == ResultRow.Pane.ON_TIME) {
                onTime.add(end);
              }
              ResultRow row = rowOf(end, pane, group, aggregate, revision);
              assertThat("not yet final: " + row, finalRows.get(row.key()), is(nullValue()));
              rows.add(row);
            }

            @Override
            public void finalRow(
                Instant end,
                ResultRow.Pane pane,
                String group,
                Aggregate aggregate,
                long revision) {
              ResultRow row = rowOf(end, pane, group, aggregate, revision);
              assertThat("final once: " + row, finalRows.put(row.key(), row), is(nullValue()));
            }

            @Override
            public void records(Shard.Fate fate, long number) {
              assertThat("the shard that counts", shard, is(COUNTING_SHARD));
              fates.merge(fate, number, Long::sum);
            }
          });
      List<Instant> inOrder = new ArrayList<>(onTime);
      Collections.sort(inOrder);
      assertThat("windows in the order of their ends", onTime, is(inOrder));
    }

    private ResultRow rowOf(
        Instant end, ResultRow.Pane pane, String group, Aggregate aggregate, long revision) {
      Instant after = end.plus(Duration.millis(1));
      return Rows.of(after.minus(windows.size()), after, group, aggregate, pane, revision);
    }

    long fate(Shard.Fate fate) {
      return fates.getOrDefault(fate, 0L);
    }

    /** Revisions count from 0 on, and panes of a window and group follow each other. */
    void check() {
      Map<ResultKey, ResultRow> last = new HashMap<>();
      for (ResultRow row : rows) {
        ResultRow before = last.put(row.key(), row);
        assertThat(row.toString(), row.revision(), is(before == null ? 0 : before.revision() + 1));
        if (before != null) {
          assertThat(
              before + " then " + row,
              row.pane() == ResultRow.Pane.ON_TIME
                  ? before.pane() == ResultRow.Pane.EARLY
                  : before.pane().compareTo(row.pane()) <= 0,
              is(true));
        }
        assertThat(row.toString(), row.records(), is(greaterThan(0L)));
      }
      assertThat("final rows", finalRows, is(last));
    }

    List<ResultRow> sorted() {
      return rows.stream()
          .sorted(Comparator.comparing(ResultRow::key).thenComparing(ResultRow::revision))
          .collect(Collectors.toList());
    }
  }
}
