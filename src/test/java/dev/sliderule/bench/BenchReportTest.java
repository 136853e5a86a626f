package dev.sliderule.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchReportTest {
  private static final Subject OURS = new SliderulePipeline();
  private static final Subject OTHER =
      new StructuredStreaming(StructuredStreaming.TriggerKind.PROCESSING_TIME);

  private final Case ours = newCase(OURS);
  private final Case other = newCase(OTHER);
  private final BenchReport report =
      new BenchReport(
          List.of(ours, other), List.of(new Latency(OURS, 5_000, 1, List.of(40L, 50L, 900L))));

  private static Case newCase(Subject subject) {
    return new Case(subject, WindowLength.parse("60s/5s"), GroupField.STORE_ID, 100_000, 1);
  }

  private static Measurement measurement(boolean finished, int seconds, long stateInMemory) {
    Accuracy accuracy = new Accuracy();
    accuracy.missing();
    accuracy.found(true, 100, 102);
    Duration counting = Duration.ofSeconds(seconds);
    return new Measurement(
        100_000,
        finished,
        Duration.ofMillis(2_500),
        counting,
        counting,
        Duration.ofSeconds(7),
        300L << 20,
        5L << 20,
        stateInMemory,
        accuracy);
  }

  @BeforeEach
  void answer() {
    ours.add(measurement(true, 5, 0));
    other.add(measurement(true, 10, 3L << 20));
  }

  private String row(String subject) {
    return report.table().lines().filter(line -> line.contains(subject)).findFirst().orElseThrow();
  }

  @Test
  void tableHasAllColumns() {
    assertThat(
        row("SparkRunner").strip(),
        matchesPattern(
            "a Sliderule, SparkRunner +100,000 +20,000 +2\\.00 \\(2\\.00–2\\.00\\)"
                + " +2\\.5 +7\\.0 +300 +5\\.0 +– +1 +0 +2\\.00 %"));
    assertThat(row("c Structured"), containsString(" 3.0 "));
  }

  @Test
  void tableHasLatencies() {
    assertThat(report.table(), containsString("5,000 records/s, batches every 500 ms"));
    assertThat(report.table(), matchesPattern("(?s).* 50 +900 +3 +1\\s*"));
  }

  @Test
  void saysWhatDidNotFinish() {
    other.add(measurement(false, 0, 0));
    assertThat(row("c Structured"), containsString("unfinished"));
    assertThat(row("SparkRunner"), not(containsString("2.00–")));
  }

  @Test
  void filesAreWellFormed(@TempDir Path directory) throws Exception {
    report.write(directory);
    JsonNode json = new ObjectMapper().readTree(directory.resolve("bench.json").toFile());
    assertThat(json.at("/throughput/0/ratioMedian").asDouble(), is(2.0));
    assertThat(json.at("/throughput/1/runs/0/stateInMemoryBytes").asLong(), is(3L << 20));
    assertThat(json.at("/latency/0/p99Millis").asLong(), is(900L));
    String svg = Files.readString(directory.resolve("bench.svg"));
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(UTF_8)));
    assertThat(svg, containsString("20,000"));
    assertThat(svg, containsString("p99 900"));
  }
}
