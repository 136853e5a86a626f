package dev.sliderule.launcher;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sliderule.common.ExitCode;
import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.pipeline.write.ResultRowJson;
import dev.sliderule.testing.KafkaTopics;
import dev.sliderule.testing.Transactions;
import dev.sliderule.testing.Waits;
import dev.sliderule.testing.WindowOracle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What make run-spark starts, on a Spark in the JVM of each job. */
class RunSparkEndToEndIT {
  private static final ObjectMapper MAPPER = new ObjectMapper();

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
              "--records=400",
              "--rate=40",
              "--window=4s",
              "--period=2s",
              "--outOfOrderShare=0.2");

      assertThat(err.toString(StandardCharsets.UTF_8), is(""));
      assertThat(exitCode, is(ExitCode.OK));
      List<WindowOracle.Input> inputs = Transactions.inputs(topics, "sales");
      assertThat(
          WindowOracle.finalRows(resultRows()),
          is(
              new WindowOracle(Duration.standardSeconds(4), Duration.standardSeconds(2))
                  .rows(inputs)));
      JsonNode summary = summary();
      assertThat(summary.get("sent").intValue(), is(400));
      assertThat(summary.get("counted").intValue(), is(400));
    }
  }

  @Test
  void followsUntilItIsInterruptedAndThenClosesItsWindows() throws Exception {
    Interruption interruption = Interruption.byRequest();
    Thread ctrlC =
        new Thread(
            () -> {
              Awaitility.await()
                  .atMost(java.time.Duration.ofMinutes(3))
                  .until(() -> out.toString(StandardCharsets.UTF_8).contains("all "));
              interruption.request();
            });
    ctrlC.start();
    int exitCode = run(interruption, "--follow", "--rate=20", "--window=2s", "--period=2s");
    Waits.end("the thread that interrupts", ctrlC);

    assertThat(err.toString(StandardCharsets.UTF_8), is(""));
    assertThat(exitCode, is(ExitCode.OK));
    assertThat(summary().get("read").intValue(), is(greaterThan(0)));
    assertThat(summary().get("counted"), is(summary().get("read")));
    assertThat(
        resultRows().stream().mapToLong(ResultRow::records).sum(),
        is(summary().get("counted").longValue()));
  }

  private int run(Interruption interruption, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--dir=" + dir);
    all.add("--master=local[2]");
    all.add("--dashboard=off");
    return RunSpark.run(
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
}
