package dev.sliderule.pipeline;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.common.JobFailedException;
import dev.sliderule.launcher.EmbeddedBroker;
import dev.sliderule.pipeline.write.ResultKey;
import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.testing.Clicks;
import dev.sliderule.testing.KafkaTopics;
import dev.sliderule.testing.Postgres;
import dev.sliderule.testing.ResultFiles;
import dev.sliderule.testing.WindowOracle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.joda.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every sink at once has the rows of an oracle, also when the database goes away in between. */
class SinksTest {
  private static final java.time.Duration PATIENCE = java.time.Duration.ofMinutes(2);

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

  private UniqueCountsJob start(Clicks clicks, String table, String... more) throws Exception {
    List<String> args = new ArrayList<>(clicks.options());
    args.removeIf(arg -> arg.startsWith("--output="));
    args.add(
        String.format(
            "--output=console,kafka,jsonl:%s,csv:%s,%s",
            directory.resolve("json"), directory.resolve("csv"), postgres.url()));
    args.add("--jdbcCredentials=" + postgres.credentials());
    args.add("--jdbcTable=" + table);
    args.add("--bootstrapServers=" + broker.bootstrapServers());
    args.add("--estimator=EXACT");
    args.add("--allowedLateness=5s");
    args.addAll(List.of(more));
    return UniqueCountsPipeline.start(UniqueCountsPipeline.options(args.toArray(new String[0])));
  }

  @Test
  void databaseThatIsKilledAndStartedAgainHasTheRowsOfTheOracle() throws Exception {
    Clicks clicks = Clicks.write(topics, "killed", 3, 3_000);
    UniqueCountsJob job = start(clicks, "killed");
    try {
      await().atMost(PATIENCE).until(() -> postgres.rows("killed").size() >= 8);
      postgres.kill();
      assertThat(clicks.rows().size(), is(lessThan(clicks.expectedRows().size())));
      // The job gets nowhere now; another second of that is not needed to know.
      postgres.restart();
      job.endInput();
      assertThat(job.awaitEnd(Duration.standardMinutes(2)), is(true));
    } finally {
      job.cancel();
    }
    Map<ResultKey, String> expected = clicks.expectedRows();
    assertThat(postgres.rows("killed"), is(expected));
    assertThat(clicks.rows(), is(expected));
    assertThatFilesHave(expected, "json");
    assertThatFilesHave(expected, "csv");
  }

  private void assertThatFilesHave(Map<ResultKey, String> expected, String format)
      throws Exception {
    List<ResultRow> rows = ResultFiles.rows(directory.resolve(format));
    assertThat(rows.size(), is(expected.size()));
    assertThat(WindowOracle.finalRows(rows), is(expected));
  }

  @Test
  void jobEndsWithASentenceWhenTheDatabaseStaysAway() throws Exception {
    Clicks clicks = Clicks.write(topics, "away", 3, 3_000);
    UniqueCountsJob job = start(clicks, "away", "--jdbcTimeout=1s");
    try {
      await().atMost(PATIENCE).until(() -> postgres.rows("away").size() >= 4);
      postgres.kill();
      JobFailedException failure =
          assertThrows(JobFailedException.class, () -> job.awaitEnd(Duration.standardMinutes(1)));
      assertThat(
          failure.getMessage(),
          startsWith("the pipeline failed: " + postgres.url() + " has taken no rows for 1 s ("));
    } finally {
      job.cancel();
      postgres.restart();
    }
    assertThat(postgres.rows("away").size(), is(greaterThan(0)));
  }
}
