package dev.sliderule.spark;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.common.JobFailedException;
import dev.sliderule.launcher.EmbeddedBroker;
import dev.sliderule.pipeline.UniqueCountsJob;
import dev.sliderule.pipeline.write.ResultKey;
import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.testing.KafkaTopics;
import dev.sliderule.testing.Postgres;
import dev.sliderule.testing.ResultFiles;
import dev.sliderule.testing.WindowOracle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and database hold what an oracle says, each window and group once. */
class SparkSinksTest {
  private static final long HISTORY = 1_700_000_000_000L;
  private static final java.time.Duration PATIENCE = java.time.Duration.ofMinutes(2);
  private static final WindowOracle ORACLE =
      new WindowOracle(
          Duration.standardSeconds(10),
          Duration.standardSeconds(5),
          Duration.ZERO,
          Duration.standardSeconds(5));

  private static EmbeddedBroker broker;
  private static KafkaTopics topics;
  private static Postgres postgres;

  @TempDir Path directory;

  @BeforeAll
  static void startServers() throws Exception {
    broker = EmbeddedBroker.start();
    topics = new KafkaTopics(broker.bootstrapServers());
    postgres = Postgres.start();
  }

  @AfterAll
  static void stopServers() throws Exception {
    topics.close();
    broker.close();
    postgres.close();
  }

  private UniqueCountsJob start(Clicks clicks, String... more) throws Exception {
    System.setProperty("spark.default.parallelism", "2");
    List<String> args = new ArrayList<>(Arrays.asList(more));
    args.add("--bootstrapServers=" + broker.bootstrapServers());
    args.add("--topic=" + clicks.topic());
    args.add(
        String.format(
            "--output=jsonl:%s,csv:%s,%s",
            directory.resolve("json"), directory.resolve("csv"), postgres.url()));
    args.add("--jdbcCredentials=" + postgres.credentials());
    args.add("--jdbcTable=" + clicks.topic());
    args.add("--eventTimeField=at");
    args.add("--uniqueField=user");
    args.add("--amountField=price");
    args.add("--sequenceField=n");
    args.add("--groupBy=page");
    args.add("--estimator=EXACT");
    args.add("--allowedLateness=5s");
    args.add("--maxOutOfOrderness=2s");
    args.add("--idleTimeout=1h");
    args.add("--batchIntervalMillis=100");
    args.add("--minReadTimeMillis=50");
    args.add("--maxRecordsPerBatch=100");
    return InProcessSpark.start(args.toArray(new String[0]));
  }

  private static void awaitEnd(UniqueCountsJob job) throws InterruptedException {
    boolean ended = false;
    try {
      job.endInput();
      ended = job.awaitEnd(Duration.millis(PATIENCE.toMillis()));
    } finally {
      if (!ended) {
        job.cancel();
      }
    }
    assertThat("ended", ended, is(true));
  }

  private void assertThatSinksHave(Map<ResultKey, String> expected, String table) throws Exception {
    for (String format : List.of("json", "csv")) {
      List<ResultRow> rows = ResultFiles.rows(directory.resolve(format));
      assertThat(format, WindowOracle.finalRows(rows), is(expected));
      assertThat(format, rows.size(), is(expected.size()));
    }
    assertThat(postgres.rows(table), is(expected));
  }

  private boolean hasClosed(long startInHistory) throws Exception {
    Instant start = Instant.ofEpochMilli(HISTORY + startInHistory);
    Path json = directory.resolve("json");
    return json.toFile().exists()
        && ResultFiles.rows(json).stream().anyMatch(row -> row.windowStart().equals(start));
  }

  private static boolean hasRefined(String table) throws Exception {
    return !postgres.query("SELECT 1 FROM " + table + " WHERE pane = 'LATE'").isEmpty();
  }

  /** All partitions are at 40.5 s, so that windows that end at 33 s at the latest are closed. */
  @Test
  void lateRecordsAreInFinalRowsAndEachOfThoseIsThereOnce() throws Exception {
    Clicks clicks = Clicks.create(topics, "late", 3);
    UniqueCountsJob job = start(clicks);
    try {
      await().atMost(PATIENCE).until(job::isReading);
      for (int i = 0; i < 300; i++) {
        clicks.send(i % 3, HISTORY + Math.min(i * 150L, 40_500));
      }
      await().atMost(PATIENCE).until(() -> hasClosed(20_000));
      assertThat(hasClosed(25_000), is(false));

      long watermark = HISTORY + 38_500;
      for (int i = 0; i < 3; i++) {
        clicks.send(i, HISTORY + 31_000 + i, watermark);
        clicks.send(i, HISTORY + 26_000 + i, watermark);
        clicks.send(i, HISTORY + 24_999 - i, watermark);
      }
      await().atMost(PATIENCE).until(() -> hasRefined("late"));
    } catch (Exception | Error e) {
      job.cancel();
      throw e;
    }
    awaitEnd(job);
    assertThatSinksHave(ORACLE.rows(clicks.inputs()), "late");
  }

  /** The second job counts the open windows anew, and finds files of windows it writes again. */
  @Test
  void jobThatGoesOnAfterAnotherLeavesNothingOutAndNothingTwice() throws Exception {
    Clicks clicks = Clicks.create(topics, "resumed", 2);
    for (int i = 0; i < 600; i++) {
      clicks.send(i % 2, HISTORY + i * 100L);
    }
    UniqueCountsJob first = start(clicks);
    try {
      await().atMost(PATIENCE).until(() -> hasClosed(10_000));
    } finally {
      first.cancel();
    }
    Map<ResultKey, String> written =
        new TreeMap<>(WindowOracle.finalRows(ResultFiles.rows(directory.resolve("json"))));
    Map<ResultKey, String> expected = ORACLE.rows(clicks.inputs());
    assertThat(written.size(), is(greaterThan(0)));
    assertThat(written.size(), is(lessThan(expected.size())));

    awaitEnd(start(clicks, "--startFrom=resume"));
    assertThatSinksHave(expected, "resumed");
  }

  /** A batch waits for the database, and the job goes on where it was. */
  @Test
  void databaseThatIsKilledAndStartedAgainHasTheRowsOfTheOracle() throws Exception {
    Clicks clicks = Clicks.create(topics, "killed", 2);
    for (int i = 0; i < 600; i++) {
      clicks.send(i % 2, HISTORY + i * 100L);
    }
    UniqueCountsJob job = start(clicks);
    try {
      await().atMost(PATIENCE).until(() -> postgres.rows("killed").size() >= 4);
      postgres.kill();
      postgres.restart();
    } catch (Exception | Error e) {
      job.cancel();
      throw e;
    }
    awaitEnd(job);
    assertThatSinksHave(ORACLE.rows(clicks.inputs()), "killed");
  }

  @Test
  void jobEndsWithASentenceWhenTheDatabaseStaysAway() throws Exception {
    Clicks clicks = Clicks.create(topics, "away", 2);
    for (int i = 0; i < 600; i++) {
      clicks.send(i % 2, HISTORY + i * 100L);
    }
    UniqueCountsJob job = start(clicks, "--jdbcTimeout=1s");
    try {
      await().atMost(PATIENCE).until(() -> postgres.rows("away").size() >= 4);
      postgres.kill();
      JobFailedException failure =
          assertThrows(
              JobFailedException.class, () -> job.awaitEnd(Duration.millis(PATIENCE.toMillis())));
      assertThat(
          failure.getMessage(),
          startsWith("a batch failed: " + postgres.url() + " has taken no rows for 1 s ("));
    } finally {
      postgres.restart();
      job.cancel();
    }
  }
}
