package dev.sliderule.pipeline.windows;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;

import dev.sliderule.pipeline.count.ExactCounter;
import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.write.ResultRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Times are in seconds from a full hour on; ends of windows are exclusive. */
class ShardTest {
  private static final Instant T0 = Instant.parse("2026-01-31T12:00:00Z");
  private static final double END_OF_TIME = Double.POSITIVE_INFINITY;
  private static final Duration SECOND = Duration.standardSeconds(1);
  private static final ExactCounter COUNTER = ExactCounter.create();

  private final List<String> rows = new ArrayList<>();
  private final List<String> finalRows = new ArrayList<>();
  private final Map<Shard.Fate, Long> fates = new TreeMap<>();
  private boolean written = true;
  private double clock;
  private SlidingWindowSpec windows;
  private Blocks blocks;
  private KeptShard shard;

  ShardTest() {
    start(windows(10, 5, 0));
  }

  @Test
  void publishesAWindowWhenTheWatermarkPassesItsEnd() {
    take(block(4.999, "all@0", "all@4.999"));
    assertThat(rows, is(empty()));
    take(block(5));
    assertThat(rows, contains("-5..5 ON_TIME all:2 #0"));
    take(block(END_OF_TIME));
    assertThat(rows, contains("-5..5 ON_TIME all:2 #0", "0..10 ON_TIME all:2 #0"));
    assertThat(fates, is(Map.of(Shard.Fate.IN_TIME, 2L)));
  }

  @Test
  void publishesWindowsInTheOrderOfTheirEnds() {
    take(block(60, "b@21", "a@1", "b@2", "a@12"));
    assertThat(
        rows,
        contains(
            "-5..5 ON_TIME a:1 #0",
            "-5..5 ON_TIME b:1 #0",
            "0..10 ON_TIME a:1 #0",
            "0..10 ON_TIME b:1 #0",
            "5..15 ON_TIME a:1 #0",
            "10..20 ON_TIME a:1 #0",
            "15..25 ON_TIME b:1 #0",
            "20..30 ON_TIME b:1 #0"));
  }

  /** A watermark that a runner holds back would count the late record in the first window, too. */
  @Test
  void countsARecordThatWasOvertakenInTheWindowsThatAreOpen() {
    take(block(1, "all@1"));
    take(block(12, "all@12"));
    take(block(12, "all@7"));
    take(block(40, "all@40"));
    assertThat(
        rows,
        contains(
            "-5..5 ON_TIME all:1 #0",
            "0..10 ON_TIME all:1 #0",
            "5..15 ON_TIME all:2 #0",
            "10..20 ON_TIME all:1 #0"));
    assertThat(fates, is(Map.of(Shard.Fate.IN_TIME, 3L, Shard.Fate.PARTLY_LATE, 1L)));
  }

  @Test
  void judgesWhatIsLateByTheWatermarkBeforeTheBatch() {
    take(block(12, "all@12"), block(12, "all@1"));
    take(block(40));
    assertThat(rows, hasItem("-5..5 ON_TIME all:1 #0"));
    assertThat(fates, is(Map.of(Shard.Fate.IN_TIME, 2L)));
  }

  @Test
  void refinesAPublishedWindowWithRecordsWithinTheAllowedLateness() {
    start(windows(10, 10, 3));
    take(block(10, "all@0"));
    take(block(12.999, "all@9"));
    take(block(12.999, "all@9.5", "all@9.6"));
    take(block(13));
    assertThat(
        rows, contains("0..10 ON_TIME all:1 #0", "0..10 LATE all:2 #1", "0..10 LATE all:4 #2"));
    assertThat(fates, is(Map.of(Shard.Fate.IN_TIME, 1L, Shard.Fate.REFINING, 3L)));
  }

  @Test
  void leavesOutWhatComesAfterTheAllowedLateness() {
    start(windows(10, 10, 3));
    take(block(13, "all@0"));
    take(block(20, "all@9.999"));
    assertThat(rows, contains("0..10 ON_TIME all:1 #0"));
    assertThat(fates, is(Map.of(Shard.Fate.IN_TIME, 1L, Shard.Fate.LATE, 1L)));
  }

  @Test
  void tellsWhatBecameOfEachRecord() {
    start(windows(10, 5, 2));
    take(block(6, "all@0"));
    take(block(7, "all@1"));
    take(block(12, "all@2"));
    take(block(12, "all@3"));
    assertThat(
        fates,
        is(
            Map.of(
                Shard.Fate.IN_TIME, 1L,
                Shard.Fate.REFINING, 1L,
                Shard.Fate.PARTLY_LATE, 1L,
                Shard.Fate.LATE, 1L)));
    assertThat(
        rows, contains("-5..5 ON_TIME all:1 #0", "-5..5 LATE all:2 #1", "0..10 ON_TIME all:3 #0"));
  }

  @Test
  void publishesAgainOnlyTheGroupsThatSomethingCameLateFor() {
    start(windows(10, 10, 3));
    take(block(10, "a@0", "b@0"));
    take(block(11, "b@9", "c@9"));
    take(block(12, "b@9", "c@9"));
    assertThat(
        rows,
        contains(
            "0..10 ON_TIME a:1 #0",
            "0..10 ON_TIME b:1 #0",
            "0..10 LATE b:2 #1",
            "0..10 LATE c:1 #0",
            "0..10 LATE b:3 #2",
            "0..10 LATE c:2 #1"));
  }

  @Test
  void publishesAWindowOfWhichEverythingCameLate() {
    start(windows(10, 10, 3));
    take(block(12));
    take(block(12, "all@9"));
    assertThat(rows, contains("0..10 LATE all:1 #0"));
    take(block(12, "all@9"));
    assertThat(rows, contains("0..10 LATE all:1 #0", "0..10 LATE all:2 #1"));
  }

  @Test
  void publishesInOneBatchWhatIsLateAndWhatIsDue() {
    start(windows(10, 5, 3));
    take(block(5, "all@1"));
    take(block(10, "all@2", "all@6"));
    assertThat(
        rows, contains("-5..5 ON_TIME all:1 #0", "-5..5 LATE all:2 #1", "0..10 ON_TIME all:3 #0"));
  }

  @Test
  void publishesFirstImpressionsWhereAskedTo() {
    start(windows(10, 10, 3).setEarlyFiring(SECOND));
    take(block(0, "a@1"));
    clock = 0.999;
    take(block(0, "b@2"));
    assertThat(rows, is(empty()));
    clock = 1;
    take(block(0));
    assertThat(rows, contains("0..10 EARLY a:1 #0", "0..10 EARLY b:1 #0"));
    rows.clear();
    finalRows.clear();
    clock = 5;
    take(block(0, "b@3"));
    assertThat(rows, is(empty()));
    clock = 6;
    take(block(0));
    assertThat(rows, contains("0..10 EARLY b:2 #1"));
    rows.clear();
    take(block(10, "c@3"));
    take(block(10, "a@4", "d@4"));
    assertThat(
        rows,
        contains(
            "0..10 ON_TIME a:1 #1",
            "0..10 ON_TIME b:2 #2",
            "0..10 ON_TIME c:1 #0",
            "0..10 LATE a:2 #2",
            "0..10 LATE d:1 #0"));
  }

  @Test
  void publishesNoFirstImpressionOfAWindowThatIsDue() {
    start(windows(10, 5, 0).setEarlyFiring(SECOND));
    take(block(0, "a@1"));
    clock = 2;
    take(block(5));
    assertThat(rows, contains("-5..5 ON_TIME a:1 #0", "0..10 EARLY a:1 #0"));
    clock = 9;
    take(block(6));
    take(block(10));
    assertThat(rows.subList(2, rows.size()), contains("0..10 ON_TIME a:1 #1"));
  }

  @Test
  void leavesOutTheWindowsThatAnEarlierJobHasClosed() {
    start(windows(10, 5, 0), at(10));
    take(block(3, "all@2", "all@6"));
    take(block(20, "all@12"));
    assertThat(rows, contains("5..15 ON_TIME all:2 #0", "10..20 ON_TIME all:1 #0"));
    assertThat(
        fates, is(Map.of(Shard.Fate.LATE, 1L, Shard.Fate.PARTLY_LATE, 1L, Shard.Fate.IN_TIME, 1L)));
  }

  @Test
  void countsAsInTimeWhatAnEarlierJobHasCountedInTheWindowsThatItClosed() {
    start(windows(10, 5, 0), at(10));
    blocks.addReread(0, at(6), Event.of("k", null, null, List.of("all")));
    take(block(12, "all@7"));
    blocks.addReread(0, at(8), Event.of("k", null, null, List.of("all")));
    take(block(20));
    assertThat(rows, contains("5..15 ON_TIME all:3 #0"));
    assertThat(fates, is(Map.of(Shard.Fate.PARTLY_LATE, 2L, Shard.Fate.IN_TIME, 1L)));
  }

  @Test
  void handsOutTheLastRowOfEachGroupWhenItsWindowCloses() {
    start(windows(10, 10, 3).setEarlyFiring(SECOND), at(3));
    take(block(0, "a@-7", "a@5", "b@6", "c@7"));
    clock = 1;
    take(block(0));
    take(block(12));
    take(block(12, "a@8", "c@25"));
    take(block(12.999));
    assertThat(finalRows, is(empty()));
    take(block(13, "b@9"));
    assertThat(
        finalRows,
        containsInAnyOrder("0..10 LATE a:2 #2", "0..10 LATE b:2 #2", "0..10 ON_TIME c:1 #1"));
    finalRows.clear();
    take(block(END_OF_TIME));
    assertThat(finalRows, contains("20..30 ON_TIME c:1 #0"));
  }

  @Test
  void neitherRefinesNorForeseesTheWindowsThatAnEarlierJobHasClosed() {
    start(windows(10, 5, 3).setEarlyFiring(SECOND), at(13));
    take(block(0, "all@6"));
    clock = 1;
    take(block(0));
    assertThat(rows, contains("5..15 EARLY all:1 #0"));
    take(block(11));
    take(block(11, "all@7"));
    take(block(15));
    assertThat(rows, contains("5..15 EARLY all:1 #0", "5..15 ON_TIME all:2 #1"));
  }

  @Test
  void waitsForTheBlockInFront() {
    List<ShardBlock> first = block(1, "all@1");
    List<ShardBlock> second = block(20, "all@12");
    take(second);
    assertThat(rows, is(empty()));
    take(first);
    assertThat(
        rows,
        contains(
            "-5..5 ON_TIME all:1 #0",
            "0..10 ON_TIME all:1 #0",
            "5..15 ON_TIME all:1 #0",
            "10..20 ON_TIME all:1 #0"));
    assertThat(fates, is(Map.of(Shard.Fate.IN_TIME, 2L)));
  }

  @Test
  void waitsForAllPartitions() {
    start(windows(10, 5, 0), BoundedWindow.TIMESTAMP_MIN_VALUE, 2);
    take(block(60, "all@1"));
    assertThat(rows, is(empty()));
    take(blocks.cut(at(clock), Map.of(1, at(5))));
    assertThat(rows, contains("-5..5 ON_TIME all:1 #0"));
    take(blocks.cut(at(clock), Map.of(1, at(END_OF_TIME))));
    assertThat(rows, contains("-5..5 ON_TIME all:1 #0", "0..10 ON_TIME all:1 #0"));
  }

  @Test
  void shiftsWindowsByTheOffset() {
    start(windows(10, 5, 0).setOffset(Duration.standardSeconds(2)));
    take(block(60, "all@1.999", "all@2"));
    assertThat(
        rows,
        contains("-8..2 ON_TIME all:1 #0", "-3..7 ON_TIME all:2 #0", "2..12 ON_TIME all:1 #0"));
  }

  /** The last window of a slice ends size - slice after it, not size - period. */
  @Test
  void countsALateRecordWhenTheSizeIsNoMultipleOfThePeriod() {
    start(windows(12, 5, 0));
    take(block(11.5, "all@11"));
    take(block(60, "all@0.5"));
    assertThat(
        rows,
        contains("0..12 ON_TIME all:2 #0", "5..17 ON_TIME all:1 #0", "10..22 ON_TIME all:1 #0"));
  }

  @Test
  void survivesAJumpOfTheWatermark() {
    double century = 3_155_760_000.0;
    take(block(century, "all@0"));
    take(block(END_OF_TIME, "all@" + century));
    assertThat(
        rows,
        contains(
            "-5..5 ON_TIME all:1 #0",
            "0..10 ON_TIME all:1 #0",
            "3155759995..3155760005 ON_TIME all:1 #0",
            "3155760000..3155760010 ON_TIME all:1 #0"));
  }

  @Test
  void givesNoRowsForAnIdleInput() {
    take(block(0));
    take(block(60));
    take(block(END_OF_TIME));
    assertThat(rows, is(empty()));
    assertThat(fates, is(Map.of()));
  }

  @Test
  void publishesEverythingAtTheEndOfTimeAndForgetsIt() {
    start(windows(10, 5, 3));
    take(block(6, "a@1", "b@14"));
    take(block(END_OF_TIME, "c@100"));
    assertThat(rows, hasItem("100..110 ON_TIME c:1 #0"));
    assertThat(rows.size(), is(2 + 2 + 2));
    assertThat(shard.slices().slices.keySet(), is(empty()));
    assertThat(shard.slices().published.keySet(), is(empty()));
    take(block(END_OF_TIME, "all@200"));
    assertThat(rows.size(), is(6));
    assertThat(fates, is(Map.of(Shard.Fate.LATE, 1L)));
  }

  @Test
  void keepsASliceAsLongAsAWindowNeedsIt() {
    take(block(5, "all@1"));
    assertThat(shard.slices().slices.size(), is(1));
    take(block(10));
    assertThat(shard.slices().slices.keySet(), is(empty()));
  }

  @Test
  void keepsASliceAsLongAsLateRecordsAreAllowed() {
    start(windows(10, 10, 7));
    take(block(10, "all@1"));
    take(block(16.999, "all@2"));
    take(block(16.999, "all@3"));
    assertThat(rows.get(2), is("0..10 LATE all:3 #2"));
    take(block(30));
    assertThat(shard.slices().slices.keySet(), is(empty()));
    assertThat(shard.slices().published.keySet(), is(empty()));
  }

  @Test
  void putsBlocksTogetherLongBeforeAWindowIsDue() {
    for (int i = 0; i < 1_000; i++) {
      take(block(i / 1_000.0, "all@" + i / 1_000.0));
      assertThat(shard.news().size, is(lessThanOrEqualTo(200)));
    }
    take(block(60));
    assertThat(rows, contains("-5..5 ON_TIME all:1000 #0", "0..10 ON_TIME all:1000 #0"));
  }

  @Test
  void publishesWindowsThatAreDueAtOnceLikeOneAfterTheOther() {
    for (SlidingWindowSpec.Builder builder :
        List.of(windows(20, 1, 0), windows(13, 3, 2), windows(7, 7, 0), windows(3, 2, 1))) {
      Random random = new Random(7);
      String[] records = new String[200];
      for (int i = 0; i < records.length; i++) {
        records[i] = "abc".charAt(random.nextInt(3)) + "@" + random.nextInt(70);
      }
      start(builder);
      take(block(0, records));
      for (int i = 1; i < 100; i++) {
        take(block(i));
      }
      List<String> oneByOne = List.copyOf(rows);
      start(builder);
      take(block(0, records));
      take(block(100));
      assertThat(rows, is(oneByOne));
      assertThat(rows, is(not(empty())));
    }
  }

  @Test
  void makesTheSameRowsWhenItsStateIsWrittenAndRead() {
    List<List<String>> made = new ArrayList<>();
    for (boolean isWritten : new boolean[] {true, false}) {
      written = isWritten;
      start(windows(10, 5, 3).setEarlyFiring(SECOND));
      for (int i = 0; i < 40; i++) {
        clock = i / 3.0;
        take(block(i, "a@" + i, "b@" + (i + 7) % 40, "c@" + Math.max(0, i - 6)));
      }
      take(block(END_OF_TIME));
      made.add(List.copyOf(rows));
    }
    assertThat(made.get(0), is(made.get(1)));
    for (ResultRow.Pane pane : ResultRow.Pane.values()) {
      assertThat(made.get(0).toString(), made.get(0).toString().contains(pane.name()), is(true));
    }
  }

  private void start(SlidingWindowSpec.Builder builder) {
    start(builder, BoundedWindow.TIMESTAMP_MIN_VALUE);
  }

  private void start(SlidingWindowSpec.Builder builder, Instant closedBefore) {
    start(builder, closedBefore, 1);
  }

  private void start(SlidingWindowSpec.Builder builder, Instant closedBefore, int partitions) {
    windows = builder.build();
    Map<Integer, Long> starts = new TreeMap<>();
    for (int i = 0; i < partitions; i++) {
      starts.put(i, 0L);
    }
    rows.clear();
    fates.clear();
    clock = 0;
    blocks = new Blocks(windows, COUNTER, 1);
    shard = new KeptShard(windows, COUNTER, closedBefore, starts);
  }

  /** A block of partition 0, which has the watermark then; records read group@time. */
  private List<ShardBlock> block(double watermark, String... records) {
    for (String record : records) {
      String[] parts = record.split("@", -1);
      blocks.add(0, at(Double.parseDouble(parts[1])), Event.of("k", null, null, List.of(parts[0])));
    }
    return blocks.cut(at(clock), Map.of(0, at(watermark)));
  }

  @SafeVarargs
  private void take(List<ShardBlock>... batch) {
    List<ShardBlock> taken = new ArrayList<>();
    for (List<ShardBlock> blocks : batch) {
      taken.addAll(blocks);
    }
    // Rows of a window come in the order of the windows, but groups as they like.
    Map<String, List<String>> made = new LinkedHashMap<>();
    shard.take(
        taken,
        new Shard.Receiver() {
          @Override
          public void row(
              Instant end, ResultRow.Pane pane, String group, Aggregate aggregate, long revision) {
            String row = String.format("%s:%d #%d", group, aggregate.records(), revision);
            made.computeIfAbsent(window(end) + " " + pane, unused -> new ArrayList<>()).add(row);
          }

          @Override
          public void finalRow(
              Instant end, ResultRow.Pane pane, String group, Aggregate aggregate, long revision) {
            finalRows.add(
                String.format(
                    "%s %s %s:%d #%d", window(end), pane, group, aggregate.records(), revision));
          }

          @Override
          public void records(Shard.Fate fate, long number) {
            fates.merge(fate, number, Long::sum);
          }
        });
    made.forEach(
        (window, groups) -> {
          Collections.sort(groups);
          groups.forEach(group -> rows.add(window + " " + group));
        });
    if (written) {
      shard.writeAndRead();
    }
  }

  private String window(Instant lastMillisecond) {
    long end = (lastMillisecond.getMillis() + 1 - T0.getMillis()) / 1000;
    return end - windows.size().getStandardSeconds() + ".." + end;
  }

  private static Instant at(double seconds) {
    return seconds == END_OF_TIME
        ? BoundedWindow.TIMESTAMP_MAX_VALUE
        : T0.plus(Duration.millis(Math.round(seconds * 1000)));
  }

  private static SlidingWindowSpec.Builder windows(long size, long period, long lateness) {
    return SlidingWindowSpec.builder()
        .setSize(Duration.standardSeconds(size))
        .setPeriod(Duration.standardSeconds(period))
        .setAllowedLateness(Duration.standardSeconds(lateness));
  }
}
