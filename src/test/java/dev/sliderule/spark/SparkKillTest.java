package dev.sliderule.spark;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.sliderule.common.ExitCode;
import dev.sliderule.launcher.EmbeddedBroker;
import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.testing.KafkaTopics;
import dev.sliderule.testing.ResultFiles;
import dev.sliderule.testing.WindowOracle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.joda.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that are killed again and again: while they start, while they count, while they end. */
@Tag("long")
@Timeout(value = 1, unit = TimeUnit.HOURS)
class SparkKillTest {
  private static final int KILLS_WHILE_COUNTING = 4;
  private static final int KILLS_WHILE_ENDING = 2;

  private static EmbeddedBroker broker;
  private static KafkaTopics topics;

  @TempDir Path temporary;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start();
    topics = new KafkaTopics(broker.bootstrapServers());
  }

  @AfterAll
  static void stopBroker() {
    topics.close();
    broker.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void countsAsIfNothingHadHappened(long seed) throws Exception {
    Random moments = new Random(seed);
    List<String> kills = new ArrayList<>();
    String topic = "killed-" + seed;
    String directory = "--checkpointDir=" + temporary.resolve("checkpoint");
    Path files = temporary.resolve("files");
    try (RestartedJob job = new RestartedJob(broker, topics, topic, temporary).withFiles(files);
        PacedRecords records = new PacedRecords(topics, topic, 4_000, seed)) {
      records.writeDuring(Duration.standardSeconds(60));
      for (int i = 0; i < KILLS_WHILE_COUNTING; i++) {
        SparkProcess process = job.start(directory);
        if (moments.nextInt(3) == 0) {
          // Somewhere between the start of the JVM and the first batches.
          process.endsWithin(Duration.millis(moments.nextInt(20_000)));
        } else {
          int enough = job.rowsWritten() + 1 + moments.nextInt(30);
          job.awaitRowsOrWritten(enough, records);
          process.endsWithin(Duration.millis(moments.nextInt(3_000)));
        }
        kill(process, kills, job, records);
      }
      job.await(records);
      for (int i = 0; i < KILLS_WHILE_ENDING; i++) {
        SparkProcess process = job.start(directory);
        // The one before may have written all, so that this one has only to end.
        job.awaitRowsOrEnd(job.rowsWritten() + 1);
        process.endsWithin(Duration.millis(moments.nextInt(4_000)));
        kill(process, kills, job, records);
      }
      job.start(directory);
      job.awaitEnd();

      List<String> wrong = job.wrongRows(records.expectedRows());
      report(seed, kills, wrong.size());
      assertThat(wrong, is(empty()));
      List<ResultRow> finalRows = ResultFiles.rows(files);
      assertThat(WindowOracle.finalRows(finalRows), is(records.expectedRows()));
      assertThat(finalRows.size(), is(records.expectedRows().size()));
      assertThat(job.deadLetters(), is(records.malformed()));
    }
  }

  private static void kill(
      SparkProcess process, List<String> kills, RestartedJob job, PacedRecords records)
      throws Exception {
    if (process.isAlive()) {
      process.kill();
      kills.add(records.written() + " records/" + job.rowsWritten() + " rows");
      return;
    }
    // It was faster to its end than the kill.
    assertThat(String.join("\n", process.errorLines()), process.exitCode(), is(ExitCode.OK));
  }

  @SuppressWarnings("SystemOut") // How many there were is what the test is run for.
  private static void report(long seed, List<String> kills, int wrong) {
    System.out.printf(
        "seed %d: %d wrong rows after %d kills, at %s%n", seed, wrong, kills.size(), kills);
  }
}
