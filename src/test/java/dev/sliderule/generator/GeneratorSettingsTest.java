package dev.sliderule.generator;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.common.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratorSettingsTest {
  @TempDir Path directory;

  @Test
  void defaultsAreTenSyntheticRecordsEveryTenSecondsWithoutEnd() {
    GeneratorSettings settings = settings();

    assertThat(settings.topic(), is("customer-transactions"));
    assertThat(settings.pace().toString(), is("10 records every 10000 ms"));
    assertThat(settings.total(), is(OptionalLong.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "topic, ' ', name of a Kafka topic",
    "source, kinesis, synthetic or csv",
    "input, some.csv, only --source=csv reads a file",
    "customers, 0, at least 1 customer",
    "popularity, normal, uniform or zipf",
    "zipfExponent, 0.0, above 0 and at most 10",
    "zipfExponent, 10.1, above 0 and at most 10",
    "zipfExponent, NaN, above 0 and at most 10",
    "outOfOrderShare, -0.1, share from 0 to 1",
    "outOfOrderShare, NaN, share from 0 to 1",
    "lateShare, 1.1, share from 0 to 1",
    "malformedShare, 2.0, share from 0 to 1",
    "outOfOrderBy, 0s, longer than zero",
    "outOfOrderBy, soon, expected a duration",
    "lateBy, 0s, longer than zero",
    "lateBy, 10, expected a duration",
    "batchSize, 0, from 1 to 1000000",
    "batchSize, 1000001, from 1 to 1000000",
    "statusInterval, 0s, longer than zero",
    "batchInterval, 0s, longer than zero",
    "batchInterval, often, expected a duration",
    "rate, fast, records per second",
    "rate, -1, records per second",
    "rate, 0.0001, records per second",
    "rate, 100001, records per second",
    "rate, NaN, records per second",
    "maxRecords, -2, -1 for without end",
    "keyField, user, no such field",
    "producerConfig, missing.properties, readable file",
  })
  void wrongValueIsRefusedInOneSentence(String option, String value, String rule) {
    String message = refusal("--" + option + "=" + value);

    assertThat(message, startsWith("--" + option + "=" + value + " is bad: "));
    assertThat(message, containsString(rule));
    assertThat(message, not(containsString("\n")));
  }

  @Test
  void bootstrapServersAreRequired() {
    UsageException refused =
        assertThrows(UsageException.class, () -> GeneratorSettings.of(GeneratorPipeline.options()));

    assertThat(
        refused.getMessage(), startsWith("--bootstrapServers= is bad: it is required; expected"));
  }

  @Test
  void sharesMustNotAddUpToMoreThanOne() {
    assertThat(
        refusal("--malformedShare=0.5", "--lateShare=0.4", "--outOfOrderShare=0.2"),
        allOf(
            containsString("--malformedShare=0.5, --lateShare=0.4 and --outOfOrderShare=0.2"),
            containsString("add up to 1 at most")));
    settings("--malformedShare=0.7", "--lateShare=0.2", "--outOfOrderShare=0.1");
  }

  @Test
  void csvNeedsAnInput() {
    assertThat(refusal("--source=csv"), startsWith("--input= is bad: --source=csv needs it"));
  }

  @Test
  void csvKeyMustBeAColumn() throws IOException {
    assertThat(
        refusal("--source=csv", "--input=" + csv()),
        startsWith(
            "--keyField=customer_id is bad: the records have no such field; expected one of"
                + " id, name"));
  }

  @ParameterizedTest
  @CsvSource({"0, 3", "2, 2", "10, 10"})
  void csvTotalIsTheRowsOrWhatIsAskedFor(long maxRecords, long total) throws IOException {
    assertThat(
        settings("--source=csv", "--input=" + csv(), "--keyField=id", "--maxRecords=" + maxRecords)
            .total(),
        is(OptionalLong.of(total)));
  }

  @Test
  void csvReplaysWithoutEndIfAsked() throws IOException {
    assertThat(
        settings("--source=csv", "--input=" + csv(), "--keyField=id", "--maxRecords=-1").total(),
        is(OptionalLong.empty()));
  }

  @Test
  void syntheticTotalIsWhatIsAskedFor() {
    assertThat(settings("--maxRecords=7").total(), is(OptionalLong.of(7)));
    assertThat(settings("--maxRecords=-1").total(), is(OptionalLong.empty()));
  }

  @Test
  void rateReplacesTheBatchInterval() {
    assertThat(settings("--rate=2.5").pace().toString(), is("2.5 records per second"));
    assertThat(settings("--rate=max").pace().toString(), is("as fast as possible"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "city", "batch_number"})
  void keyMayBeNothingOrAnyField(String keyField) {
    settings("--keyField=" + keyField);
  }

  @Test
  void producerConfigIsRead() throws IOException {
    Path file = directory.resolve("kafka.properties");
    Files.writeString(file, "compression.type=zstd\n");

    assertThat(
        settings("--producerConfig=" + file).producerConfig().get("compression.type"), is("zstd"));
  }

  @Test
  void brokersOfTheProducerConfigAreRefused() throws IOException {
    Path file = directory.resolve("kafka.properties");
    Files.writeString(file, "bootstrap.servers=elsewhere:9092\n");

    assertThat(
        refusal("--producerConfig=" + file),
        is(
            "--producerConfig="
                + file
                + " is bad: it has bootstrap.servers, which is not to be set there; remove it and"
                + " use --bootstrapServers"));
  }

  private Path csv() throws IOException {
    return Files.writeString(directory.resolve("three.csv"), "id,name\n1,a\n2,b\n3,c\n");
  }

  private static String refusal(String... args) {
    return assertThrows(UsageException.class, () -> settings(args)).getMessage();
  }

  private static GeneratorSettings settings(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--bootstrapServers=localhost:9092");
    return GeneratorSettings.of(GeneratorPipeline.options(all.toArray(new String[0])));
  }
}
