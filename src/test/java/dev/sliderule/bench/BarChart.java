package dev.sliderule.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Records per second as bars: the median of each case, and from its slowest run to its fastest. */
final class BarChart {
  private static final int WIDTH = 900;
  private static final int LABELS = 300;
  private static final int NUMBERS = 90;
  private static final int BAR = 18;
  private static final int TITLE = 34;
  private static final Map<String, String> COLORS =
      Map.of("a", "#2563eb", "b", "#93c5fd", "c", "#f59e0b", "d", "#10b981", "e", "#a855f7");

  private final StringBuilder svg = new StringBuilder();
  private final double largest;
  private int y;

  private BarChart(double largest) {
    this.largest = Math.max(1, largest);
  }

  /** The chart as SVG, with nothing outside of it. */
  static String of(Map<String, List<Case>> questions) {
    double largest =
        questions.values().stream()
            .flatMap(List::stream)
            .flatMapToDouble(answer -> Arrays.stream(answer.rates()))
            .max()
            .orElse(1);
    BarChart chart = new BarChart(largest);
    questions.forEach(chart::draw);
    return String.format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\""
                + " viewBox=\"0 0 %1$d %2$d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                + "<title>Records per second</title>%n"
                + "<rect width=\"%1$d\" height=\"%2$d\" fill=\"white\"/>%n",
            WIDTH, chart.y + BAR)
        + chart.svg
        + "</svg>\n";
  }

  private void draw(String question, List<Case> answers) {
    y += TITLE;
    text(10, y - 8, "start", "#111827", question + ": records/s");
    for (Case answer : answers) {
      double[] rates = answer.rates();
      double median = Case.median(rates);
      text(LABELS - 8, y + BAR - 6, "end", "#374151", answer.subject().name());
      svg.append(
          String.format(
              "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
              LABELS,
              y + 2,
              length(median),
              BAR - 4,
              COLORS.getOrDefault(answer.subject().letter(), "#6b7280")));
      double slowest = LABELS + length(Arrays.stream(rates).min().orElse(0));
      double fastest = LABELS + length(Arrays.stream(rates).max().orElse(0));
      svg.append(
          String.format(
              "<path d=\"M%.1f %dH%.1f\" stroke=\"#111827\" stroke-width=\"1.5\"/>%n",
              slowest, y + BAR / 2, fastest));
      String number = median == 0 ? "did not finish" : String.format("%,.0f", median);
      text((int) Math.ceil(fastest) + 6, y + BAR - 6, "start", "#111827", number);
      y += BAR;
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
