package dev.sliderule.spark;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.sliderule.launcher.EmbeddedBroker;
import dev.sliderule.pipeline.JobCounters;
import dev.sliderule.pipeline.UniqueCountsJob;
import dev.sliderule.pipeline.UniqueCountsPipeline;
import dev.sliderule.pipeline.write.ResultKey;
import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.pipeline.write.ResultRowJson;
import dev.sliderule.testing.KafkaTopics;
import dev.sliderule.testing.WindowOracle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both runners give what an oracle gives for the same topic. */
class SparkParityTest {
  private static final long HISTORY = 1_700_000_000_000L;
  private static final java.time.Duration PATIENCE = java.time.Duration.ofMinutes(2);
  private static final WindowOracle TEN_BY_FIVE =
      new WindowOracle(Duration.standardSeconds(10), Duration.standardSeconds(5));

  private static final AtomicInteger RUNS = new AtomicInteger();

  private static EmbeddedBroker broker;
  private static KafkaTopics topics;
  private static Clicks skewed;
  private static Map<ResultKey, String> skewedRows;

  /** Where a job runs. */
  enum Runner {
    DIRECT,
    SPARK
  }

  @BeforeAll
  static void startBroker() throws Exception {
    broker = EmbeddedBroker.start();
    topics = new KafkaTopics(broker.bootstrapServers());
    skewed = skewedClicks();
    skewedRows = TEN_BY_FIVE.rows(skewed.inputs());
  }

  @AfterAll
  static void stopBroker() {
    topics.close();
    broker.close();
  }

  /**
   * A minute of history. Partition 0 has most of the records, 1 is a minute ahead, 2 has only the
   * first ten seconds, 3 and 4 are out of order within the bound, 5 is empty.
   */
  private static Clicks skewedClicks() throws Exception {
    Clicks clicks = Clicks.create(topics, "skewed", 6);
    Random random = new Random(11);
    for (int i = 0; i < 1_200; i++) {
      long time = HISTORY + i * 50L;
      int choice = random.nextInt(100);
      if (choice < 70) {
        clicks.send(0, time);
      } else if (choice < 80) {
        clicks.send(1, time + 60_000);
      } else if (choice < 85 && i < 200) {
        clicks.send(2, time);
      } else if (choice < 99) {
        clicks.send(3 + i % 2, time - random.nextInt(2_000));
      } else {
        clicks.sendMalformed(choice % 5);
      }
    }
    return clicks;
  }

  @Test
  void directRunnerCountsWhatTheOracleCounts() throws Exception {
    Run run = start(Runner.DIRECT, skewed, "--allowedLateness=0s", "--stopWhenCaughtUp=true");
    run.awaitEnd();
    assertThatAllIsCounted(run);
  }

  /** Batches are small, so that the partitions get far apart. */
  @RepeatedTest(10)
  void sparkRunnerCountsWhatTheOracleCounts(RepetitionInfo repetition) throws Exception {
    int splits = List.of(4, 2, 6, 1).get(repetition.getCurrentRepetition() % 4);
    System.setProperty("spark.default.parallelism", "" + splits);
    boolean goesSilent = repetition.getCurrentRepetition() % 2 == 0;
    Run run =
        start(
            Runner.SPARK,
            skewed,
            "--allowedLateness=0s",
            "--maxRecordsPerBatch=" + 80 * splits,
            "--idleTimeout=100ms",
            "--stopWhenCaughtUp=" + !goesSilent);
    if (goesSilent) {
      // Drained partitions follow the clock, from 2023 to now, while others have still to be read.
      await()
          .atMost(PATIENCE)
          .until(() -> run.job.counters().counted() + skewed.malformed() >= skewed.size());
      run.job.endInput();
    }
    run.awaitEnd();
    assertThatAllIsCounted(run);
  }

  private static void assertThatAllIsCounted(Run run) throws IOException {
    long good = skewed.inputs().size();
    assertThat(run.job.counters(), is(JobCounters.of(skewed.size(), good, 0, skewed.malformed())));
    assertThat(run.finalRows(), is(skewedRows));
    assertThat((long) topics.readAll(run.deadLetters).size(), is(skewed.malformed()));
  }

  /**
   * All partitions are at 40.5 s, and the last of them has got there in one step, so the watermark
   * is at 38.5 s when the windows that end at 35 s are published.
   */
  @ParameterizedTest
  @EnumSource(Runner.class)
  void lateRecordsRefineOpenWindowsAndAreCountedWhereNoneIsOpen(Runner runner) throws Exception {
    System.setProperty("spark.default.parallelism", "2");
    Clicks clicks = Clicks.create(topics, "late-" + runner, 4);
    Run run =
        start(
            runner,
            clicks,
            "--allowedLateness=5s",
            "--maxOutOfOrderness=2s",
            "--idleTimeout=1h",
            "--maxRecordsPerBatch=100");
    await().atMost(PATIENCE).until(run.job::isReading);
    for (int i = 0; i < 300; i++) {
      clicks.send(i % 3, HISTORY + Math.min(i * 150L, 40_500));
    }
    clicks.sendMalformed(0);
    clicks.send(3, HISTORY + 3_000);
    clicks.send(3, HISTORY + 20_000);
    clicks.send(3, HISTORY + 40_500);
    await().atMost(PATIENCE).until(() -> run.has("all", 25_000, 0));

    long watermark = HISTORY + 38_500;
    int tooLate = 0;
    for (int i = 0; i < 3; i++) {
      // In the windows from 25 s, published and open, and from 30 s, not yet published.
      clicks.send(i, HISTORY + 31_000 + i, watermark);
      // In the windows from 20 s, closed, and from 25 s.
      clicks.send(i, HISTORY + 26_000 + i, watermark);
      // In closed windows only.
      clicks.send(3 - i, HISTORY + 24_999 - i, watermark);
      clicks.send(3 - i, HISTORY - 3_600_000L * i, watermark);
      tooLate += 2;
    }
    await().atMost(PATIENCE).until(() -> run.job.counters().read() == clicks.size());
    await().atMost(PATIENCE).until(() -> run.has("all", 25_000, 1));
    if (runner == Runner.SPARK) {
      long late = tooLate;
      await().atMost(PATIENCE).until(() -> run.job.counters().late() == late);
    }
    run.job.endInput();
    run.awaitEnd();

    WindowOracle oracle =
        new WindowOracle(
            Duration.standardSeconds(10),
            Duration.standardSeconds(5),
            Duration.ZERO,
            Duration.standardSeconds(5));
    assertThat(oracle.late(clicks.inputs()), is((long) tooLate));
    assertThat(
        run.job.counters(),
        is(
            JobCounters.of(
                clicks.size(),
                clicks.inputs().size() - tooLate,
                tooLate,
                1,
                oracle.partlyLate(clicks.inputs()))));
    assertThat(run.finalRows(), is(oracle.rows(clicks.inputs())));
  }

  /**
   * The first late record is in the closed window from 0 s and in the open one from 5 s; the second
   * one in the window from 30 s, which has closed with nothing in it, and in the one from 35 s.
   */
  @ParameterizedTest
  @EnumSource(Runner.class)
  void lateRecordOfAnEmptySliceIsCountedInTheWindowsThatAreOpen(Runner runner) throws Exception {
    System.setProperty("spark.default.parallelism", "1");
    Clicks clicks = Clicks.create(topics, "empty-slice-" + runner, 1);
    Run run =
        start(runner, clicks, "--allowedLateness=0s", "--maxOutOfOrderness=0s", "--idleTimeout=1h");
    await().atMost(PATIENCE).until(run.job::isReading);
    clicks.send(0, HISTORY + 1_000);
    clicks.send(0, HISTORY + 12_000);
    await().atMost(PATIENCE).until(() -> run.has("all", 0, 0));
    clicks.send(0, HISTORY + 7_000, HISTORY + 12_000);
    clicks.send(0, HISTORY + 40_000);
    await().atMost(PATIENCE).until(() -> run.has("all", 10_000, 0));
    clicks.send(0, HISTORY + 36_000, HISTORY + 40_000);
    await().atMost(PATIENCE).until(() -> run.job.counters().read() == clicks.size());
    run.job.endInput();
    run.awaitEnd();

    assertThat(run.finalRows(), is(TEN_BY_FIVE.rows(clicks.inputs())));
    assertThat(run.job.counters(), is(JobCounters.of(clicks.size(), clicks.size(), 0, 0, 2)));
  }

  /** Partition 3 is empty, and the others keep on getting records. */
  @ParameterizedTest
  @EnumSource(Runner.class)
  void silentPartitionDoesNotHoldResultsBack(Runner runner) throws Exception {
    System.setProperty("spark.default.parallelism", "4");
    Clicks clicks = Clicks.create(topics, "silent-" + runner, 4);
    Run run =
        start(
            runner,
            clicks,
            "--allowedLateness=0s",
            "--windowSize=2s",
            "--windowPeriod=1s",
            "--idleTimeout=1s");
    await().atMost(PATIENCE).until(run.job::isReading);
    long start = System.currentTimeMillis();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              for (int partition = 0; partition < 3; partition++) {
                clicks.send(partition, System.currentTimeMillis());
              }
              return run.rows().size() >= 4;
            });
    await().atMost(PATIENCE).until(() -> run.job.counters().counted() == run.job.counters().read());

    clicks.send(3, System.currentTimeMillis());
    for (int i = 1; i <= 5; i++) {
      clicks.send(3, start - 60_000L * i, start);
    }
    await().atMost(PATIENCE).until(() -> run.job.counters().read() == clicks.size());
    await().atMost(PATIENCE).until(() -> run.job.counters().late() == 5);
    run.job.endInput();
    run.awaitEnd();

    assertThat(run.job.counters(), is(JobCounters.of(clicks.size(), clicks.size() - 5, 5, 0)));
    WindowOracle oracle =
        new WindowOracle(Duration.standardSeconds(2), Duration.standardSeconds(1));
    assertThat(run.finalRows(), is(oracle.rows(clicks.inputs())));
  }

  private static Run start(Runner runner, Clicks clicks, String... args) {
    Run run = new Run("rows-" + RUNS.incrementAndGet());
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.add("--bootstrapServers=" + broker.bootstrapServers());
    all.add("--topic=" + clicks.topic());
    all.add("--output=kafka:" + run.topic);
    all.add("--deadLetterTopic=" + run.deadLetters);
    all.add("--eventTimeField=at");
    all.add("--uniqueField=user");
    all.add("--amountField=price");
    all.add("--sequenceField=n");
    all.add("--groupBy=page");
    all.add("--estimator=EXACT");
    if (runner == Runner.SPARK) {
      all.add("--batchIntervalMillis=100");
      all.add("--minReadTimeMillis=50");
      run.job = InProcessSpark.start(all.toArray(new String[0]));
    } else {
      all.removeIf(arg -> arg.startsWith("--maxRecordsPerBatch="));
      run.job =
          UniqueCountsPipeline.start(UniqueCountsPipeline.options(all.toArray(new String[0])));
    }
    return run;
  }

  /** A job and the rows that it writes. */
  private static final class Run {
    final String topic;
    final String deadLetters;
    UniqueCountsJob job;

    Run(String topic) {
      this.topic = topic;
      this.deadLetters = topic + "-dead";
    }

    void awaitEnd() throws InterruptedException {
      boolean ended = false;
      try {
        ended = job.awaitEnd(Duration.millis(PATIENCE.toMillis()));
      } finally {
        if (!ended) {
          job.cancel();
        }
      }
      assertThat("ended", ended, is(true));
    }

    List<ResultRow> rows() throws IOException {
      List<ResultRow> rows = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> record : topics.readAll(topic)) {
        rows.add(ResultRowJson.parse(record.value()));
      }
      return rows;
    }

    /** Whether a window has been published so often. */
    boolean has(String group, long startInHistory, long revision) throws IOException {
      Instant start = Instant.ofEpochMilli(HISTORY + startInHistory);
      return rows().stream()
          .filter(row -> row.group().equals(group) && row.windowStart().equals(start))
          .anyMatch(row -> row.revision() % 1_000_000 >= revision);
    }

    /** The last row of each window, which a compacted topic keeps. */
    Map<ResultKey, String> finalRows() throws IOException {
      List<ResultRow> rows = rows();
      Map<ResultKey, ResultRow> lastRows = new HashMap<>();
      for (ResultRow row : rows) {
        ResultRow earlier = lastRows.put(row.key(), row);
        assertThat(
            row + " follows " + earlier,
            earlier == null || earlier.revision() < row.revision(),
            is(true));
      }
      return WindowOracle.finalRows(rows);
    }
  }
}
