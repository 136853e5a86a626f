package dev.sliderule.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The cases of a benchmark as a table, as JSON and as a chart. */
final class BenchReport {
  /** The letter of the subject that the others are compared with. */
  private static final String BASELINE = "c";

  private static final double MEBIBYTE = 1024 * 1024;
  private static final String ROW = "%-40s %10s %10s %20s %8s %8s %9s %9s %9s %9s %7s %7s%n";

  private static final String LATENCY_ROW = "%-40s %10s %10s %10s %10s%n";

  private final List<Case> cases;
  private final List<Latency> latencies;

  /** A report of what these have when it is asked for. */
  BenchReport(List<Case> cases, List<Latency> latencies) {
    this.cases = cases;
    this.latencies = latencies;
  }

  /** A table for people, with medians. */
  String table() {
    StringBuilder table = new StringBuilder();
    questions()
        .forEach(
            (question, answers) -> {
              table.append(String.format("%n%s%n", question));
              table.append(
                  String.format(
                      ROW,
                      "",
                      "records",
                      "records/s",
                      "ratio (from–to)",
                      "start s",
                      "CPU s",
                      "memory MB",
                      "files MB",
                      "state MB",
                      "missing",
                      "wrong",
                      "error"));
              answers.forEach(answer -> table.append(row(answer, baseline(answers))));
            });
    if (!latencies.isEmpty()) {
      table.append(
          String.format(
              "%nLatency, %s, %,d groups, %,d records/s, batches every %,d ms%n",
              LatencyPart.WINDOWS,
              LatencyPart.GROUPS.groups(),
              latencies.get(0).rate(),
              SliderulePipeline.batchInterval().toMillis()));
      table.append(String.format(LATENCY_ROW, "", "p50 ms", "p99 ms", "rows", "missing"));
    }
    for (Latency latency : latencies) {
      table.append(
          String.format(
              LATENCY_ROW,
              latency.subject().letter() + " " + latency.subject().name(),
              String.format("%,d", latency.quantile(0.5)),
              String.format("%,d", latency.quantile(0.99)),
              latency.rows(),
              latency.rowsMissing()));
    }
    return table.toString();
  }

  private static String row(Case answer, Optional<Case> baseline) {
    return String.format(
        ROW,
        answer.subject().letter() + " " + answer.subject().name(),
        String.format("%,d", answer.records()),
        answer.measurements().stream().allMatch(m -> m.rate() > 0)
            ? String.format("%,.0f", Case.median(answer.rates()))
            : "unfinished",
        baseline.map(other -> ratio(answer.ratiosTo(other))).orElse("–"),
        number("%.1f", answer, m -> m.startUp().toMillis() / 1000.0),
        number("%.1f", answer, m -> m.cpu().toMillis() / 1000.0),
        number("%.0f", answer, m -> m.peakBytes() / MEBIBYTE),
        number("%.1f", answer, m -> m.stateBytes() / MEBIBYTE),
        answer.measurements().stream().anyMatch(m -> m.stateInMemoryBytes() > 0)
            ? number("%.1f", answer, m -> m.stateInMemoryBytes() / MEBIBYTE)
            : "–",
        largest(answer, m -> m.accuracy().missingRows()),
        largest(answer, m -> m.accuracy().wrongRows()),
        number("%.2f %%", answer, m -> m.accuracy().errorQuantile() * 100));
  }

  private static String ratio(double... ratios) {
    return ratios.length == 0
        ? "–"
        : String.format(
            "%.2f (%.2f–%.2f)",
            Case.median(ratios),
            Arrays.stream(ratios).min().getAsDouble(),
            Arrays.stream(ratios).max().getAsDouble());
  }

  private static String number(String format, Case answer, ToDoubleFunction<Measurement> value) {
    return String.format(
        format, Case.median(answer.measurements().stream().mapToDouble(value).toArray()));
  }

  private static String largest(Case answer, ToDoubleFunction<Measurement> value) {
    return String.format(
        "%,.0f", answer.measurements().stream().mapToDouble(value).max().orElse(Double.NaN));
  }

  /** The cases by question, in the order in which they were asked. */
  private Map<String, List<Case>> questions() {
    return cases.stream()
        .filter(answer -> !answer.measurements().isEmpty())
        .collect(Collectors.groupingBy(Case::question, LinkedHashMap::new, Collectors.toList()));
  }

  /** The baseline at its best, if it finished. */
  private static Optional<Case> baseline(List<Case> answers) {
    List<Case> baselines =
        answers.stream()
            .filter(answer -> answer.subject().letter().equals(BASELINE))
            .collect(Collectors.toList());
    return baselines.isEmpty() ? Optional.empty() : Optional.of(Case.best(baselines));
  }

  /** Writes {@code bench.json} and {@code bench.svg}. */
  void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.write(directory.resolve("bench.json"), json());
    Files.write(
        directory.resolve("bench.svg"), BarChart.of(questions(), latencies).getBytes(UTF_8));
  }

  private byte[] json() throws IOException {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode report = mapper.createObjectNode();
    report.put("cores", Subject.CORES);
    ArrayNode all = report.putArray("throughput");
    questions()
        .values()
        .forEach(
            answers ->
                answers.forEach(answer -> write(answer, baseline(answers), all.addObject())));
    report.put("batchIntervalMillis", SliderulePipeline.batchInterval().toMillis());
    ArrayNode delays = report.putArray("latency");
    latencies.forEach(latency -> latency.writeTo(delays.addObject()));
    return mapper.writeValueAsBytes(report);
  }

  private static void write(Case answer, Optional<Case> baseline, ObjectNode json) {
    json.put("case", answer.subject().letter());
    json.put("subject", answer.subject().name());
    json.put("windowSizeMillis", answer.windows().sizeMillis());
    json.put("windowPeriodMillis", answer.windows().periodMillis());
    json.put("groups", answer.groups().groups());
    json.put("recordsPerSecondMedian", Case.median(answer.rates()));
    baseline.ifPresent(
        other -> {
          double[] ratios = answer.ratiosTo(other);
          if (ratios.length > 0) {
            json.put("ratioMedian", Case.median(ratios));
            json.put("ratioMin", Arrays.stream(ratios).min().getAsDouble());
            json.put("ratioMax", Arrays.stream(ratios).max().getAsDouble());
          }
        });
    ArrayNode runs = json.putArray("runs");
    answer.measurements().forEach(measurement -> measurement.writeTo(runs.addObject()));
  }
}
