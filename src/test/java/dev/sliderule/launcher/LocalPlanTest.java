package dev.sliderule.launcher;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.common.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalPlanTest {
  @TempDir Path directory;

  private static LocalPlan plan(String... args) {
    return LocalPlan.of(
        RunLocalOptions.parse(args), new FakeJobs(), Instant.parse("2026-03-01T12:30:15.250Z"));
  }

  @Test
  void defaults() {
    LocalPlan plan = plan();
    assertThat(plan.bootstrapServers(), is(Optional.empty()));
    assertThat(plan.follow(), is(false));
    assertThat(plan.dir(), is(Path.of("target/run-local")));
    assertThat(plan.resultsTopic(), is("customer-transactions-results"));
    assertThat(plan.deadLetterTopic(), is("customer-transactions-dead-letter"));
    assertThat(plan.dashboard().map(Object::toString), is(Optional.of("127.0.0.1:8088")));
    assertThat(
        plan.pipelineArguments(),
        containsInAnyOrder(
            "--topic=customer-transactions", "--output=kafka:customer-transactions-results"));
    assertThat(
        plan.generatorArguments(),
        containsInAnyOrder("--topic=customer-transactions", "--maxRecords=300", "--rate=10"));
  }

  @Test
  void pageCanBeElsewhereOrOff() {
    assertThat(
        plan("--dashboard=[::]:80").dashboard().map(Object::toString), is(Optional.of("[::]:80")));
    assertThat(plan("--dashboard=off").dashboard(), is(Optional.empty()));
    assertThat(plan("--deadLetterTopic=bad").deadLetterTopic(), is("bad"));
  }

  @Test
  void ownOptionsReachTheJobThatTheyAreFor() {
    LocalPlan plan =
        plan(
            "--records=50",
            "--rate=max",
            "--window=1m",
            "--period=10s",
            "--group-by=city",
            "--topic=clicks");
    assertThat(
        plan.pipelineArguments(),
        hasItems("--windowSize=1m", "--windowPeriod=10s", "--groupBy=city", "--topic=clicks"));
    assertThat(plan.pipelineArguments(), not(hasItem("--startFrom=latest")));
    assertThat(
        plan.generatorArguments(), hasItems("--maxRecords=50", "--rate=max", "--topic=clicks"));
  }

  @Test
  void furtherOptionsGoToTheJobThatKnowsThem() {
    LocalPlan plan = plan("--allowedLateness=1m", "--seed=7", "--stopWhenCaughtUp");
    assertThat(
        plan.pipelineArguments(), hasItems("--allowedLateness=1m", "--stopWhenCaughtUp=true"));
    assertThat(plan.pipelineArguments(), not(hasItem("--seed=7")));
    assertThat(plan.generatorArguments(), hasItem("--seed=7"));
    assertThat(plan.generatorArguments(), not(hasItem("--allowedLateness=1m")));
  }

  @Test
  void namesOfTheJobsWorkForOwnOptionsToo() {
    LocalPlan plan =
        plan("--windowSize=1m", "--maxRecords=5", "--bootstrapServers=host:1", "--groupBy=a");
    assertThat(plan.pipelineArguments(), hasItems("--windowSize=1m", "--groupBy=a"));
    assertThat(plan.generatorArguments(), hasItem("--maxRecords=5"));
    assertThat(plan.bootstrapServers(), is(Optional.of("host:1")));
  }

  @Test
  void furtherOutputsComeBesideTheResultsTopic() {
    assertThat(
        plan("--output=jsonl:rows").pipelineArguments(),
        hasItem("--output=jsonl:rows,kafka:customer-transactions-results"));
  }

  @Test
  void batchIntervalIsNotOverruledByTheDefaultRate() {
    assertThat(plan("--batchInterval=1s").generatorArguments(), not(hasItem("--rate=10")));
    assertThat(plan("--batchInterval=1s", "--rate=20").generatorArguments(), hasItem("--rate=20"));
  }

  @Test
  void csvFileIsSentOnce() throws IOException {
    Path file = Files.createFile(directory.resolve("with space.csv"));
    assertThat(
        plan("--input=" + file).generatorArguments(),
        hasItems("--source=csv", "--input=" + file, "--maxRecords=0"));
    assertThat(
        plan("--input=" + file, "--records=7").generatorArguments(), hasItem("--maxRecords=7"));
  }

  @Test
  void followHasNoEndUnlessRecordsAreGiven() {
    assertThat(plan("--follow").generatorArguments(), hasItem("--maxRecords=-1"));
    assertThat(plan("--follow", "--records=9").generatorArguments(), hasItem("--maxRecords=9"));
  }

  @Test
  void givenKafkaGetsNewTopics() {
    LocalPlan plan = plan("--bootstrap=host:9092");
    assertThat(plan.topic(), is("customer-transactions-20260301-123015-250"));
    assertThat(plan.pipelineArguments(), not(hasItem(startsWith("--startFrom"))));
  }

  @Test
  void givenTopicOfAGivenKafkaIsReadFromItsEnd() {
    assertThat(
        plan("--bootstrap=host:9092", "--topic=clicks").pipelineArguments(),
        hasItems("--topic=clicks", "--startFrom=latest"));
    assertThat(
        plan("--bootstrap=host:9092", "--topic=clicks", "--startFrom=earliest").pipelineArguments(),
        hasItem("--startFrom=earliest"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--records=ten | --records=ten is bad: expected a whole number of 1 or more, or -1 for no end",
        "--records=0 | --records=0 is bad: expected a whole number of 1 or more, or -1 for no end",
        "--rate=-1 | --rate=-1 is bad: expected a number of records per second above zero such as"
            + " 10, or max",
        "--rate=fast | --rate=fast is bad: expected a number of records per second above zero such"
            + " as 10, or max",
        "--window=ten | --window=ten is bad: expected a duration in whole milliseconds such as"
            + " 500ms, 10s, 5m, 1h",
        "--period=0s | --period=0s is bad: expected a duration longer than zero",
        "--input=no/such.csv | --input=no/such.csv is bad: expected a CSV file that can be read",
        "--topic=a/b | --topic=a/b is bad: expected a topic name of 1 to 200 letters, digits, '.',"
            + " '_' and '-'",
        "--topic=.. | --topic=.. is bad: expected a topic name of 1 to 200 letters, digits, '.',"
            + " '_' and '-'",
        "--bootstrap= | --bootstrap= is bad: expected host:port of a Kafka broker",
        "--dir=pom.xml | --dir=pom.xml is bad: expected a directory, or a name for a new one",
        "--colour=red | --colour is not an option of run-local, the pipeline or the generator"
            + " (--help of each lists them)",
        "colour | argument 'colour' is bad: expected --option=value; see --help",
        "--follow=maybe | Invalid value for option '--follow': 'maybe' is not a boolean;"
            + " see run-local --help",
      })
  void wrongValuesAreNamed(String argument, String sentence) {
    UsageException e = assertThrows(UsageException.class, () -> plan(argument));
    assertThat(e.getMessage().replace('"', '\''), is(sentence));
  }

  @Test
  void optionGivenTwiceIsRefused() {
    assertThat(
        assertThrows(UsageException.class, () -> plan("--window=1s", "--windowSize=2s"))
            .getMessage(),
        is(
            "option '--windowSize' (<duration>) should be specified only once; see run-local --help"));
    assertThat(
        assertThrows(UsageException.class, () -> plan("--seed=1", "--seed=2")).getMessage(),
        is("--seed is given twice: 1 and 2; give it once"));
  }
}
