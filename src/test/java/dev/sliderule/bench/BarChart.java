package dev.sliderule.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Records per second as bars: the median of each case, and from its slowest run to its fastest.
 * Below them latency in milliseconds: the median, and from there to what 99 % of the rows keep.
 */
final class BarChart {
  private static final int WIDTH = 900;
  private static final int LABELS = 300;
  private static final int NUMBERS = 120;
  private static final int BAR = 18;
  private static final int TITLE = 34;
  private static final Map<String, String> COLORS =
      Map.of("a", "#2563eb", "c", "#f59e0b", "d", "#10b981", "e", "#a855f7");

  private final StringBuilder svg = new StringBuilder();
  private double largest;
  private int y;

  private BarChart(double largest) {
    this.largest = Math.max(1, largest);
  }

  /** The chart as SVG, with nothing outside of it. */
  static String of(Map<String, List<Case>> questions, List<Latency> latencies) {
    double largest =
        questions.values().stream()
            .flatMap(List::stream)
            .flatMapToDouble(answer -> Arrays.stream(answer.rates()))
            .max()
            .orElse(1);
    BarChart chart = new BarChart(largest);
    questions.forEach(chart::draw);
    chart.draw(latencies);
    return String.format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\""
                + " viewBox=\"0 0 %1$d %2$d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                + "<title>Records per second, and latency</title>%n"
                + "<rect width=\"%1$d\" height=\"%2$d\" fill=\"white\"/>%n",
            WIDTH, chart.y + BAR)
        + chart.svg
        + "</svg>\n";
  }

  private void draw(String question, List<Case> answers) {
    title(question + ": records/s");
    for (Case answer : answers) {
      double[] rates = answer.rates();
      double median = Case.median(rates);
      bar(
          answer.subject(),
          median,
          Arrays.stream(rates).min().orElse(0),
          Arrays.stream(rates).max().orElse(0),
          median == 0 ? "did not finish" : String.format("%,.0f", median));
    }
  }

  private void title(String text) {
    y += TITLE;
    text(10, y - 8, "start", "#111827", text);
  }

  /** A bar of a length, with a line from one value to another. */
  private void bar(Subject subject, double value, double from, double to, String label) {
    text(LABELS - 8, y + BAR - 6, "end", "#374151", subject.name());
    svg.append(
        String.format(
            "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
            LABELS,
            y + 2,
            length(value),
            BAR - 4,
            COLORS.getOrDefault(subject.letter(), "#6b7280")));
    double right = LABELS + length(to);
    svg.append(
        String.format(
            "<path d=\"M%.1f %dH%.1f\" stroke=\"#111827\" stroke-width=\"1.5\"/>%n",
            LABELS + length(from), y + BAR / 2, right));
    text((int) Math.ceil(right) + 6, y + BAR - 6, "start", "#111827", label);
    y += BAR;
  }

  private void draw(List<Latency> latencies) {
    if (latencies.isEmpty()) {
      return;
    }
    largest = Math.max(1, latencies.stream().mapToLong(l -> l.quantile(0.99)).max().getAsLong());
    title(
        String.format(
            "%s, %,d groups, %,d records/s: milliseconds to the row",
            LatencyPart.WINDOWS, LatencyPart.GROUPS.groups(), latencies.get(0).rate()));
    for (Latency latency : latencies) {
      double p50 = Math.max(0, (double) latency.quantile(0.5));
      double p99 = Math.max(0, (double) latency.quantile(0.99));
      String label = String.format("%,.0f, p99 %,.0f", p50, p99);
      bar(latency.subject(), p50, p50, p99, label);
    }
  }

  private double length(double rate) {
    return (WIDTH - LABELS - NUMBERS) * rate / largest;
  }

  private void text(int x, int baseline, String anchor, String color, String text) {
    svg.append(
        String.format(
            "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n",
            x, baseline, anchor, color, text));
  }
}
