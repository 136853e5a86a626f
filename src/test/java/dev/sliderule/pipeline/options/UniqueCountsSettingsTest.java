package dev.sliderule.pipeline.options;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.common.OptionsParser;
import dev.sliderule.common.UsageException;
import dev.sliderule.pipeline.count.ApproximateUniqueCounter;
import dev.sliderule.pipeline.count.ExactCounter;
import dev.sliderule.pipeline.count.HllCounter;
import dev.sliderule.pipeline.event.EventFields;
import dev.sliderule.pipeline.event.Grouping;
import dev.sliderule.pipeline.read.ReadSettings;
import dev.sliderule.pipeline.write.JdbcTarget;
import dev.sliderule.pipeline.write.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UniqueCountsSettingsTest {

  // Defaults.

  @Test
  void defaultsFitTheTransactionsDemo() {
    UniqueCountsSettings settings = settings();
    assertThat(settings.windows().size(), is(Duration.standardSeconds(10)));
    assertThat(settings.windows().period(), is(Duration.standardSeconds(5)));
    assertThat(settings.windows().allowedLateness(), is(Duration.standardSeconds(30)));
    assertThat(settings.kafkaTimeout(), is(Duration.standardSeconds(60)));
    assertThat(settings.statusInterval(), is(Duration.standardSeconds(10)));
    assertThat(((ApproximateUniqueCounter) settings.counter()).sampleSize(), is(1_600));

    ReadSettings read = settings.read();
    assertThat(read.bootstrapServers(), is("broker:9092"));
    assertThat(read.topic(), is("customer-transactions"));
    assertThat(read.clientConfig(), is(Map.of()));
    assertThat(read.startFrom(), is(ReadSettings.StartFrom.EARLIEST));
    assertThat(read.startTime(), is(nullValue()));
    assertThat(read.stopWhenCaughtUp(), is(false));
    assertThat(read.maxOutOfOrderness(), is(Duration.standardSeconds(2)));
    assertThat(read.idleTimeout(), is(Duration.standardSeconds(5)));

    EventFields fields = read.fields();
    assertThat(fields.eventTime(), is("producer_timestamp"));
    assertThat(fields.unique(), is("customer_id"));
    assertThat(fields.amount(), is("final_amount"));
    assertThat(fields.sequence(), is("batch_number"));
    assertThat(fields.groupings(), is(List.of(Grouping.ALL)));
    assertThat(fields.maxFutureSkew(), is(Duration.standardHours(1)));
  }

  @Test
  void topicsToWriteToAreNamedAfterTheTopicThatIsRead() {
    UniqueCountsSettings settings = settings("--topic=clicks");
    assertThat(settings.deadLetterTopic(), is("clicks-dead-letter"));
    assertThat(
        settings.outputs(), is(Output.parse("console,kafka:clicks-results", "not asked for")));
    UniqueCountsSettings named =
        settings("--topic=clicks", "--deadLetterTopic=bad", "--output=kafka:rows");
    assertThat(named.deadLetterTopic(), is("bad"));
    assertThat(named.outputs(), is(Output.parse("kafka:rows", "not asked for")));
  }

  // What must be there.

  @ParameterizedTest
  @ValueSource(strings = {"bootstrapServers", "topic", "eventTimeField", "uniqueField"})
  void optionsThatAreNeededMustNotBeBlank(String option) {
    String expected = "--" + option + " is missing: give it a value; --help shows an example";
    assertThat(refusal("--" + option + "="), is(expected));
    assertThat(refusal("--" + option + "=  "), is(expected));
  }

  @Test
  void brokersMustBeNamed() {
    UniqueCountsOptions options = OptionsParser.parse(UniqueCountsOptions.class);
    UsageException e = assertThrows(UsageException.class, () -> UniqueCountsSettings.from(options));
    assertThat(
        e.getMessage(),
        is("--bootstrapServers is missing: give it a value; --help shows an example"));
  }

  // Durations.

  @ParameterizedTest
  @ValueSource(
      strings = {"windowSize", "windowPeriod", "idleTimeout", "kafkaTimeout", "statusInterval"})
  void theseDurationsMustBeLongerThanZero(String option) {
    for (String value : List.of("0s", "-5s", "PT-5S")) {
      assertThat(
          refusal("--" + option + "=" + value),
          is("--" + option + "=" + value + " is bad: expected a duration longer than zero"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"allowedLateness", "maxOutOfOrderness", "maxFutureSkew", "windowOffset"})
  void theseDurationsMayBeZeroButNotLess(String option) {
    assertThat(settings("--" + option + "=0s").outputs().isEmpty(), is(false));
    assertThat(
        refusal("--" + option + "=-1ms"),
        is("--" + option + "=-1ms is bad: expected a duration of zero or more"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "windowSize",
        "windowPeriod",
        "idleTimeout",
        "kafkaTimeout",
        "statusInterval",
        "allowedLateness",
        "maxOutOfOrderness",
        "maxFutureSkew",
        "windowOffset"
      })
  void durationsMustReadLikeDurations(String option) {
    for (String value : List.of("", "soon", "10", "0.5ms")) {
      assertThat(
          refusal("--" + option + "=" + value),
          is(
              "--"
                  + option
                  + "="
                  + value
                  + " is bad: expected a duration in whole milliseconds such as 500ms, 10s, 5m,"
                  + " 1h"));
    }
  }

  @Test
  void everyDurationGoesWhereItBelongs() {
    UniqueCountsSettings settings =
        settings(
            "--windowSize=7s",
            "--windowPeriod=6s",
            "--allowedLateness=5s",
            "--maxOutOfOrderness=4s",
            "--idleTimeout=3s",
            "--kafkaTimeout=2s",
            "--maxFutureSkew=1s");
    assertThat(settings.windows().size(), is(Duration.standardSeconds(7)));
    assertThat(settings.windows().period(), is(Duration.standardSeconds(6)));
    assertThat(settings.windows().allowedLateness(), is(Duration.standardSeconds(5)));
    assertThat(settings.read().maxOutOfOrderness(), is(Duration.standardSeconds(4)));
    assertThat(settings.read().idleTimeout(), is(Duration.standardSeconds(3)));
    assertThat(settings.kafkaTimeout(), is(Duration.standardSeconds(2)));
    assertThat(settings.read().fields().maxFutureSkew(), is(Duration.standardSeconds(1)));
  }

  @Test
  void thePeriodIsAtMostTheSize() {
    assertThat(
        refusal("--windowSize=10s", "--windowPeriod=10001ms"),
        is(
            "--windowPeriod=10001ms is bad: longer than --windowSize=10s, so that events between"
                + " windows would not be counted; expected the size or less"));
    assertThat(
        settings("--windowSize=10s", "--windowPeriod=10s").windows().slice(),
        is(Duration.standardSeconds(10)));
  }

  @Test
  void theSizeNeedNotBeAMultipleOfThePeriod() {
    assertThat(
        settings("--windowSize=10s", "--windowPeriod=4s").windows().slice(),
        is(Duration.standardSeconds(2)));
  }

  @Test
  void theOffsetIsLessThanThePeriod() {
    assertThat(settings().windows().offset(), is(Duration.ZERO));
    assertThat(settings("--windowOffset=4999ms").windows().offset(), is(Duration.millis(4_999)));
    assertThat(
        refusal("--windowOffset=5s"),
        is(
            "--windowOffset=5s is bad: expected less than --windowPeriod=5s, after which the"
                + " windows repeat"));
  }

  @Test
  void thereAreNoEarlyRowsUnlessAskedFor() {
    assertThat(settings().windows().earlyFiring(), is(nullValue()));
    assertThat(
        settings("--earlyFiring=1s").windows().earlyFiring(), is(Duration.standardSeconds(1)));
    assertThat(
        refusal("--earlyFiring=0s"),
        is("--earlyFiring=0s is bad: expected a duration longer than zero"));
    assertThat(refusal("--earlyFiring=soon"), startsWith("--earlyFiring=soon is bad: expected a"));
  }

  // Where to start.

  @ParameterizedTest
  @CsvSource({"earliest, EARLIEST", "LATEST, LATEST", "Earliest, EARLIEST"})
  void startsFromAnEnd(String value, ReadSettings.StartFrom startFrom) {
    ReadSettings read = settings("--startFrom=" + value).read();
    assertThat(read.startFrom(), is(startFrom));
    assertThat(read.startTime(), is(nullValue()));
  }

  @Test
  void startsFromATime() {
    ReadSettings read = settings("--startFrom=2026-01-31T13:00:00.5+01:00").read();
    assertThat(read.startFrom(), is(ReadSettings.StartFrom.TIMESTAMP));
    assertThat(read.startTime(), is(Instant.parse("2026-01-31T12:00:00.500Z")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2026-01-31",
        "2026-01-31T12:00:00",
        "2026-02-30T12:00:00Z",
        "1700000000",
        "+999999999-12-31T00:00:00Z"
      })
  void refusesToStartFromWhatIsNoTime(String value) {
    assertThat(
        refusal("--startFrom=" + value),
        is(
            "--startFrom="
                + value
                + " is bad: expected earliest, latest, resume or a time such as 2026-01-31T12:00:00Z"));
  }

  @Test
  void passesOnWhetherToStop() {
    assertThat(settings("--stopWhenCaughtUp=true").read().stopWhenCaughtUp(), is(true));
  }

  // Fields.

  @Test
  void takesTheKafkaTimestampAndLeavesOutWhatIsEmpty() {
    EventFields fields =
        settings(
                "--eventTimeField=@kafka",
                "--uniqueField=user.id",
                "--amountField=",
                "--sequenceField=")
            .read()
            .fields();
    assertThat(fields.eventTime(), is(nullValue()));
    assertThat(fields.unique(), is("user.id"));
    assertThat(fields.amount(), is(nullValue()));
    assertThat(fields.sequence(), is(nullValue()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"eventTimeField", "uniqueField", "amountField", "sequenceField"})
  void fieldsMustHaveANameOnEveryLevel(String option) {
    for (String path : List.of(".", "user.", ".id", "user..id", "user. .id")) {
      assertThat(
          refusal("--" + option + "=" + path),
          is(
              "--"
                  + option
                  + "="
                  + path
                  + " is bad: '"
                  + path
                  + "' is no field; expected names joined by dots, as in user.id"));
    }
  }

  @Test
  void blankAmountIsNoField() {
    assertThat(
        refusal("--amountField= "),
        is(
            "--amountField=  is bad: ' ' is no field; expected names joined by dots, as in user.id"));
  }

  // Groupings.

  @Test
  void groupsByFieldsAloneAndTogetherBesideTheTotal() {
    assertThat(
        settings("--groupBy=kind, shop.city + kind ,a b").read().fields().groupings(),
        contains(
            Grouping.ALL,
            Grouping.of(List.of("kind")),
            Grouping.of(List.of("shop.city", "kind")),
            Grouping.of(List.of("a b"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"city,city | city", "city, city | city", "a+b,city,a + b | a + b"})
  void refusesAGroupingThatIsThereTwice(String value, String twice) {
    assertThat(
        refusal("--groupBy=" + value),
        is("--groupBy=" + value + " is bad: '" + twice + "' is there twice; name it once"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"city,\" | \"\"",
        "\",city\" | \"\"",
        "\"a++b\" | \"\"",
        "\"+\" | \"\"",
        "\"a, ,b\" | \"\"",
        "\"a+b.\" | \"b.\""
      })
  void refusesAGroupingByNothing(String value, String path) {
    assertThat(
        refusal("--groupBy=" + value),
        is(
            "--groupBy="
                + value
                + " is bad: '"
                + path
                + "' is no field; expected names joined by dots, as in user.id"));
  }

  // Counting.

  @Test
  void estimatorMayBeWrittenInAnyCase() {
    assertThat(
        settings("--estimator=approximate_unique").counter(),
        instanceOf(ApproximateUniqueCounter.class));
  }

  @Test
  void refusesAnUnknownEstimator() {
    for (String name : List.of("GUESS", "", "HLL ")) {
      assertThat(
          refusal("--estimator=" + name),
          is("--estimator=" + name + " is bad: expected one of [APPROXIMATE_UNIQUE, HLL, EXACT]"));
    }
  }

  @ParameterizedTest
  @CsvSource({"0.01, 40000", "0.5, 16", "0.1, 400"})
  void errorDecidesTheSizeOfTheSample(String error, int sampleSize) {
    ApproximateUniqueCounter counter =
        (ApproximateUniqueCounter) settings("--maxEstimationError=" + error).counter();
    assertThat(counter.sampleSize(), is(sampleSize));
  }

  @ParameterizedTest
  @CsvSource({
    "APPROXIMATE_UNIQUE, 0.0, 0.01 to 0.5",
    "APPROXIMATE_UNIQUE, 0.009, 0.01 to 0.5",
    "APPROXIMATE_UNIQUE, 0.51, 0.01 to 0.5",
    "APPROXIMATE_UNIQUE, -0.1, 0.01 to 0.5",
    "APPROXIMATE_UNIQUE, NaN, 0.01 to 0.5",
    "APPROXIMATE_UNIQUE, Infinity, 0.01 to 0.5",
    "HLL, 0.0, 0.0015 to 0.5",
    "HLL, 0.001, 0.0015 to 0.5",
    "HLL, 0.51, 0.0015 to 0.5",
    "HLL, -0.1, 0.0015 to 0.5",
    "HLL, NaN, 0.0015 to 0.5",
  })
  void refusesAnErrorOutOfTheRangeOfTheEstimator(String estimator, String error, String range) {
    assertThat(
        refusal("--estimator=" + estimator, "--maxEstimationError=" + error),
        is(
            String.format(
                "--maxEstimationError=%s is bad: expected %s for %s", error, range, estimator)));
  }

  @ParameterizedTest
  @CsvSource({"HLL, 0.0015", "HLL, 0.5", "hll, 0.05"})
  void takesTheErrorsThatASketchCanHave(String estimator, String error) {
    assertThat(
        settings("--estimator=" + estimator, "--maxEstimationError=" + error).counter(),
        instanceOf(HllCounter.class));
  }

  @Test
  void exactCountsHaveNoError() {
    assertThat(settings("--estimator=exact").counter(), instanceOf(ExactCounter.class));
    assertThat(
        refusal("--estimator=EXACT", "--maxEstimationError=0.05"),
        is(
            "--maxEstimationError=0.05 is bad: EXACT has no error; leave maxEstimationError out,"
                + " or choose another estimator"));
  }

  // Output.

  @Test
  void refusesAnUnknownSink() {
    assertThat(
        refusal("--output=console,printer"),
        is(
            "--output=console,printer is bad: 'printer' is no sink; expected console, kafka,"
                + " kafka:<topic>, jsonl:<directory>, csv:<directory> or"
                + " jdbc:postgresql://<host>:<port>/<database>"));
  }

  @Test
  void knowsTheDatabasesAmongTheOutputs(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("db"), "user=me\npassword=hunter2\n");
    UniqueCountsSettings settings =
        settings(
            "--output=console,jdbc:postgresql://db:5432/rows",
            "--jdbcCredentials=" + file,
            "--jdbcTable=reports.Counts",
            "--jdbcTimeout=1m");
    assertThat(settings.databases().size(), is(1));
    JdbcTarget database = settings.databases().get(0);
    assertThat(database.url(), is("jdbc:postgresql://db:5432/rows"));
    assertThat(database.table(), is("reports.Counts"));
    assertThat(database.credentials().user(), is("me"));
    assertThat(database.timeout(), is(Duration.standardMinutes(1)));
    assertThat(settings.toString(), not(containsString("hunter2")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1st", "a.b.c", "rows; DROP TABLE x", "\"rows\"", "a."})
  void refusesWhatIsNoNameOfATable(String table) {
    assertThat(
        refusal("--jdbcTable=" + table),
        is(
            "--jdbcTable="
                + table
                + " is bad: expected a name of up to 63 letters, digits and '_' that begins with no"
                + " digit, or a schema and a name with a dot between"));
  }

  @Test
  void refusesADatabaseThatIsToBeWaitedForNoTimeAtAll() {
    assertThat(refusal("--jdbcTimeout=0s"), startsWith("--jdbcTimeout=0s is bad: "));
  }

  @Test
  void refusesToWriteIntoTheTopicThatIsRead() {
    assertThat(
        refusal("--topic=clicks", "--deadLetterTopic=clicks"),
        is(
            "--deadLetterTopic=clicks is bad: the job would read what it writes; expected another"
                + " topic than --topic"));
    assertThat(
        refusal("--topic=clicks", "--output=console,kafka:clicks"),
        is(
            "--output=console,kafka:clicks is bad: the job would read what it writes; expected"
                + " another topic than --topic"));
  }

  // Client properties.

  @Test
  void readsTheClientConfig(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("kafka.properties");
    Files.writeString(file, "client.id=me\n");
    assertThat(
        settings("--consumerConfig=" + file).read().clientConfig(), is(Map.of("client.id", "me")));
  }

  @Test
  void refusesAClientConfigThatIsNotThere(@TempDir Path directory) {
    String arg = "--consumerConfig=" + directory.resolve("absent");
    assertThat(refusal(arg), startsWith(arg + " is bad: NoSuchFileException"));
  }

  private static UniqueCountsSettings settings(String... args) {
    List<String> all = new ArrayList<>(Arrays.asList(args));
    if (all.stream().noneMatch(arg -> arg.startsWith("--bootstrapServers="))) {
      all.add("--bootstrapServers=broker:9092");
    }
    return UniqueCountsSettings.from(
        OptionsParser.parse(UniqueCountsOptions.class, all.toArray(new String[0])));
  }

  private static String refusal(String... args) {
    return assertThrows(UsageException.class, () -> settings(args)).getMessage();
  }
}
