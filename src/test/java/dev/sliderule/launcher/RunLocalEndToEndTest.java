package dev.sliderule.launcher;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sliderule.common.ExitCode;
import dev.sliderule.pipeline.write.ResultKey;
import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.pipeline.write.ResultRowJson;
import dev.sliderule.testing.KafkaTopics;
import dev.sliderule.testing.Locales;
import dev.sliderule.testing.Waits;
import dev.sliderule.testing.WindowOracle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What make run-local starts: broker, both jobs, table and files. */
class RunLocalEndToEndTest {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  @TempDir private Path dir;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void endsByItselfWithTheRowsThatTheTopicSays() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        KafkaTopics topics = new KafkaTopics(broker.bootstrapServers())) {
      topics.create("sales", 3);
      int exitCode =
          run(
              Interruption.byRequest(),
              "--bootstrap=" + broker.bootstrapServers(),
              "--topic=sales",
              "--records=600",
              "--rate=100",
              "--window=3s",
              "--period=1s",
              "--group-by=product_category",
              "--outOfOrderShare=0.2",
              "--malformedShare=0.1");

      assertThat(err.toString(StandardCharsets.UTF_8), is(""));
      assertThat(exitCode, is(ExitCode.OK));
      List<WindowOracle.Input> inputs = new ArrayList<>();
      List<ConsumerRecord<byte[], byte[]>> records = topics.readAll("sales");
      records.forEach(record -> plainReading(record.value()).ifPresent(inputs::add));
      assertThat(
          WindowOracle.finalRows(resultRows()),
          is(
              new WindowOracle(Duration.standardSeconds(3), Duration.standardSeconds(1))
                  .rows(inputs)));
      JsonNode summary = summary();
      assertThat(summary.get("sent").intValue(), is(600));
      assertThat(summary.get("read").intValue(), is(600));
      assertThat(summary.get("counted").intValue(), is(inputs.size()));
      assertThat(summary.get("late").intValue(), is(0));
      assertThat(summary.get("malformed").intValue(), is(600 - inputs.size()));
      assertThat(topics.readAll("sales-dead-letter").size(), is(600 - inputs.size()));
    }
  }

  /**
   * Records that are 6.5 s late in windows that close 5 s after their start: some come in time for
   * both windows, some for one, some for none, and which it is changes from moment to moment.
   */
  @Test
  void accountsForEveryRecordWhileWindowsCloseAndPublishesRowsInOrder() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        KafkaTopics topics = new KafkaTopics(broker.bootstrapServers())) {
      topics.create("late", 3);
      int exitCode =
          run(
              Interruption.byRequest(),
              "--bootstrap=" + broker.bootstrapServers(),
              "--topic=late",
              "--records=2000",
              "--rate=200",
              "--window=2s",
              "--period=1s",
              "--allowedLateness=3s",
              "--lateShare=0.3",
              "--lateBy=6500ms",
              "--outOfOrderShare=0.3");

      assertThat(err.toString(StandardCharsets.UTF_8), is(""));
      assertThat(exitCode, is(ExitCode.OK));
      JsonNode summary = summary();
      long counted = summary.get("counted").longValue();
      assertThat(summary.get("late").longValue(), is(2_000 - counted));
      // Every counted record is in two windows, but for those that missed one.
      assertThat(
          resultRows().stream().mapToLong(ResultRow::records).sum(),
          is(2 * counted - summary.get("partlyLate").longValue()));
      Map<ResultKey, Long> revisions = new HashMap<>();
      for (ConsumerRecord<byte[], byte[]> record : topics.readAll("late-results")) {
        ResultRow row = ResultRowJson.parse(record.value());
        assertThat(row.revision(), is(revisions.merge(row.key(), 1L, Long::sum) - 1));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"en-US", "ar-EG-u-nu-arab", "tr-TR"})
  void bringsItsOwnKafkaAndReplaysACsvFile(String locale) throws Exception {
    Path csv = dir.resolve("my shop.csv");
    Files.writeString(
        csv, "customer_id,final_amount,note\nc1,1.50,a\nc2,2.25,\"b, quoted\"\nc1,3,\n");
    int exitCode =
        Locales.in(
            locale,
            () ->
                run(
                    Interruption.byRequest(),
                    "--input=" + csv,
                    "--rate=max",
                    "--window=5m",
                    "--output=csv:" + dir.resolve("rows")));

    assertThat(err.toString(StandardCharsets.UTF_8), is(""));
    assertThat(exitCode, is(ExitCode.OK));
    assertThat(summary().get("counted").intValue(), is(3));
    ResultRow last = resultRows().get(0);
    assertThat(last.records(), is(3L));
    assertThat(last.unique(), is(2L));
    assertThat(last.amountSum().toPlainString(), is("6.75"));
    assertThat(
        out.toString(StandardCharsets.UTF_8),
        containsString("read 3 = counted 3 + late 0 + malformed 0"));
    try (Stream<Path> files = Files.list(dir.resolve("rows"))) {
      List<String> names =
          files
              .filter(Files::isRegularFile)
              .map(file -> file.getFileName().toString())
              .collect(Collectors.toList());
      assertThat(names, everyItem(matchesPattern("rows-[0-9TZ.]+-[0-9TZ.]+\\.csv")));
      assertThat(names.isEmpty(), is(false));
    }
  }

  @Test
  void followsUntilItIsInterruptedAndThenClosesItsWindows() throws Exception {
    Interruption interruption = Interruption.byRequest();
    Thread ctrlC =
        new Thread(
            () -> {
              Awaitility.await()
                  .atMost(java.time.Duration.ofMinutes(2))
                  .until(() -> out.toString(StandardCharsets.UTF_8).contains("all "));
              interruption.request();
            });
    ctrlC.start();
    int exitCode = run(interruption, "--follow", "--rate=50", "--window=1s", "--period=1s");
    Waits.end("the thread that interrupts", ctrlC);

    assertThat(err.toString(StandardCharsets.UTF_8), is(""));
    assertThat(exitCode, is(ExitCode.OK));
    JsonNode summary = summary();
    assertThat(summary.get("read").intValue(), is(greaterThan(0)));
    assertThat(summary.get("counted"), is(summary.get("read")));
    assertThat(
        resultRows().stream().mapToLong(ResultRow::records).sum(),
        is(summary.get("counted").longValue()));
  }

  private int run(Interruption interruption, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--dir=" + dir);
    all.add("--dashboard=off");
    return RunLocal.run(
        new BeamJobs(),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        false,
        interruption,
        all.toArray(new String[0]));
  }

  private List<ResultRow> resultRows() throws IOException {
    List<ResultRow> rows = new ArrayList<>();
    for (String line : Files.readAllLines(dir.resolve("results.jsonl"))) {
      rows.add(ResultRowJson.parse(line.getBytes(StandardCharsets.UTF_8)));
    }
    return rows;
  }

  private JsonNode summary() throws IOException {
    return MAPPER.readTree(dir.resolve("summary.json").toFile());
  }

  /** A record as somebody would read it who knows nothing of the pipeline. */
  private static Optional<WindowOracle.Input> plainReading(byte[] value) {
    JsonNode json = tree(value);
    double latest = System.currentTimeMillis() / 1000.0 + 3600;
    if (json == null
        || !json.isObject()
        || !json.path("producer_timestamp").isNumber()
        || json.get("producer_timestamp").asDouble() > latest
        || !(json.path("final_amount").isNumber() || json.path("final_amount").isNull())) {
      return Optional.empty();
    }
    JsonNode customer = json.path("customer_id");
    return Optional.of(
        new WindowOracle.Input(
            json.get("producer_timestamp").decimalValue().movePointRight(3).longValue(),
            customer.isNull() ? null : customer.asText(),
            json.get("final_amount").isNull() ? null : json.get("final_amount").asText(),
            json.get("batch_number").longValue(),
            List.of("all", "product_category=" + json.get("product_category").asText())));
  }

  private static JsonNode tree(byte[] value) {
    try {
      return value == null || value.length == 0 ? null : MAPPER.readTree(value);
    } catch (JsonProcessingException e) {
      return null;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
