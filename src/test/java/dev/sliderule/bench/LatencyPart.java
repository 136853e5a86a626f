package dev.sliderule.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** Latency at a steady rate: the same for all, half of what the slowest of them can take. */
final class LatencyPart {
  /** The windows and groups of the events that come in real time. */
  static final String WINDOWS = "10s/5s";

  static final GroupField GROUPS = GroupField.PRODUCT_CATEGORY;

  private final String bootstrapServers;
  private final String heap;
  private final Path work;
  private final Duration measured;

  /**
   * A part.
   *
   * @param measured event time of the windows that are measured
   */
  LatencyPart(String bootstrapServers, String heap, Path work, Duration measured) {
    this.bootstrapServers = bootstrapServers;
    this.heap = heap;
    this.work = work;
    this.measured = measured;
  }

  /**
   * Half of the lower of the median rates of ours and of the baseline at its best, for the windows
   * and groups of this part; empty if one of them is not known.
   */
  static OptionalInt rate(List<Case> cases) {
    double lowest =
        Arrays.stream(new String[] {"a", "c"})
            .mapToDouble(letter -> bestRate(cases, letter))
            .min()
            .getAsDouble();
    return lowest > 0 ? OptionalInt.of((int) (lowest / 2)) : OptionalInt.empty();
  }

  private static double bestRate(List<Case> cases, String letter) {
    return cases.stream()
        .filter(each -> each.subject().letter().equals(letter))
        .filter(each -> each.windows().toString().equals(WINDOWS))
        .filter(each -> each.groups() == GROUPS && !each.measurements().isEmpty())
        .mapToDouble(each -> Case.median(each.rates()))
        .max()
        .orElse(0);
  }

  List<Latency> run(PrintStream print, List<Subject> subjects, int rate) throws Exception {
    List<Latency> latencies = new ArrayList<>();
    for (Subject subject : subjects) {
      print.printf(
          "Latency: %s, %,d records/s for %d s%n",
          subject.name(), rate, measured.plus(LatencyRun.AROUND).toSeconds());
      String name = "bench-latency-" + subject.letter();
      Run run =
          new Run(
              bootstrapServers,
              BenchTopic.createForPaced(bootstrapServers, name + "-records"),
              name,
              WindowLength.parse(WINDOWS),
              GROUPS,
              heap,
              work.resolve(name),
              true);
      Latency latency = new LatencyRun(subject, run, rate).measure(measured);
      print.printf(
          "Latency: %s: p50 %d ms, p99 %d ms, %,d rows missing%n",
          subject.name(), latency.quantile(0.5), latency.quantile(0.99), latency.rowsMissing());
      latencies.add(latency);
    }
    return latencies;
  }
}
