package dev.sliderule.spark;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.sliderule.common.ExitCode;
import dev.sliderule.launcher.EmbeddedBroker;
import dev.sliderule.testing.KafkaTopics;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.joda.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that are killed or stopped while records keep coming, and go on where they were. */
class SparkRestartTest {
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

  @Test
  void goesOnWhereItWasKilledAsIfNothingHadHappened() throws Exception {
    Random moments = new Random(1);
    String directory = "--checkpointDir=" + temporary.resolve("checkpoint");
    try (RestartedJob job = new RestartedJob(broker, topics, "killed", temporary);
        PacedRecords records = new PacedRecords(topics, "killed", 1_500, 2)) {
      records.writeDuring(Duration.standardSeconds(15));
      for (int kill = 0; kill < 2; kill++) {
        SparkProcess process = job.start(directory);
        int enough = job.rowsWritten() + 1 + moments.nextInt(30);
        job.awaitRows(enough);
        process.endsWithin(Duration.millis(moments.nextInt(2_000)));
        process.kill();
      }
      job.start(directory);
      job.await(records);
      job.awaitEnd();

      assertThat(job.wrongRows(records.expectedRows()), is(empty()));
      assertThat(job.deadLetters(), is(records.malformed()));
      assertThat(records.malformed(), is(not(empty())));
    }
  }

  @Test
  void goesOnWhereItWasStoppedEvenWithoutItsDirectory() throws Exception {
    try (RestartedJob job = new RestartedJob(broker, topics, "stopped", temporary);
        PacedRecords records = new PacedRecords(topics, "stopped", 1_000, 3)) {
      records.writeDuring(Duration.standardSeconds(12));
      SparkProcess process = job.start("--checkpointDir=" + temporary.resolve("first"));
      job.awaitRows(10);
      process.terminate();

      assertThat(process.endsWithin(Duration.standardMinutes(2)), is(true));
      List<String> said = process.errorLines();
      assertThat(String.join("\n", said), process.exitCode(), is(ExitCode.OK));
      assertThat(said.get(said.size() - 1), startsWith("stopped: read "));
      assertThat(String.join("\n", said), not(containsString("\tat ")));

      SparkProcess other =
          job.start(
              "--checkpointDir=" + temporary.resolve("second"),
              "--startFrom=resume",
              "--windowSize=15s");
      assertThat(other.endsWithin(Duration.standardMinutes(2)), is(true));
      assertThat(other.exitCode(), is(ExitCode.USAGE));
      List<String> refusal = other.errorLines();
      assertThat(
          refusal.get(refusal.size() - 1),
          startsWith("sliderule: the job cannot go on: the windows were 10000/5000+0~10000"));
      assertThat(String.join("\n", refusal), not(containsString("\tat ")));

      job.start("--checkpointDir=" + temporary.resolve("third"), "--startFrom=resume");
      job.await(records);
      job.awaitEnd();

      assertThat(job.wrongRows(records.expectedRows()), is(empty()));
      assertThat(job.deadLetters(), is(records.malformed()));
    }
  }

  /** Some jobs find the end of what there is themselves, the others are told. */
  @Test
  void countsWhatHasComeSinceTheEndOfTheInput() throws Exception {
    String directory = "--checkpointDir=" + temporary.resolve("ended");
    try (RestartedJob job = new RestartedJob(broker, topics, "ended", temporary);
        PacedRecords records = new PacedRecords(topics, "ended", 1_000, 4)) {
      records.writeDuring(Duration.standardSeconds(12));
      job.awaitWritten(records, 300);
      int runs = 0;
      boolean isLast;
      do {
        isLast = runs >= 2 && records.isDone();
        boolean told = runs % 2 == 1;
        SparkProcess process =
            told
                ? job.start("--startFrom=resume", directory + "-" + runs)
                : job.start("--stopWhenCaughtUp=true", directory);
        if (told) {
          job.awaitEnd();
        }
        assertThat("ended", process.endsWithin(Duration.standardMinutes(2)), is(true));
        List<String> said = process.errorLines();
        assertThat(String.join("\n", said), process.exitCode(), is(ExitCode.OK));
        assertThat(said.get(said.size() - 1), containsString(" late 0 "));
        runs++;
      } while (!isLast);

      assertThat(job.wrongRows(records.expectedRows()), is(empty()));
      assertThat(job.deadLetters(), is(records.malformed()));
    }
  }
}
