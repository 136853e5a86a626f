package dev.sliderule.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import dev.sliderule.pipeline.write.ResultKey;
import dev.sliderule.testing.WindowOracle;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

class RowCheckTest {
  private static final Pattern ORACLE =
      Pattern.compile("records (\\d+) unique (\\d+) .* sum (\\S+) sequence .*");
  private static final WindowLength WINDOWS = WindowLength.parse("10s/5s");
  private static final Events EVENTS = new Events(200, 20_000);

  private final RowCheck check = new RowCheck(EVENTS, WINDOWS, GroupField.PRODUCT_CATEGORY);

  /** The rows that the oracle expects, as JSON. */
  private static List<String> rows() {
    List<WindowOracle.Input> inputs = new ArrayList<>();
    for (int event = 0; event < EVENTS.number(); event++) {
      inputs.add(
          new WindowOracle.Input(
              EVENTS.time(event),
              "C-" + EVENTS.customer(event),
              BigDecimal.valueOf(EVENTS.cents(event), 2).toString(),
              null,
              List.of(
                  "all",
                  "product_category=value-" + EVENTS.group(GroupField.PRODUCT_CATEGORY, event))));
    }
    List<String> rows = new ArrayList<>();
    new WindowOracle(Duration.standardSeconds(10), Duration.standardSeconds(5))
        .rows(inputs)
        .forEach((key, row) -> rows.add(json(key, row)));
    return rows;
  }

  private static String json(ResultKey key, String oracleRow) {
    Matcher row = ORACLE.matcher(oracleRow);
    assertThat(oracleRow, row.matches());
    return String.format(
        "{\"windowStart\":\"%s\",\"windowEnd\":\"%s\",\"group\":\"%s\",\"records\":%s,"
            + "\"unique\":%s,\"amountSum\":%s}",
        key.windowStart(), key.windowEnd(), key.group(), row.group(1), row.group(2), row.group(3));
  }

  private Accuracy check(List<String> rows) {
    rows.forEach(row -> check.take(row.getBytes(UTF_8), 1));
    return check.compare();
  }

  private static void assertCounts(Accuracy accuracy, long missing, long wrong) {
    assertThat(
        Map.of("missing", accuracy.missingRows(), "wrong", accuracy.wrongRows()),
        is(Map.of("missing", missing, "wrong", wrong)));
  }

  @Test
  void agreesWithTheOracle() {
    // Windows from -5 s to 15 s: 5 of them, with the total and 10 groups.
    assertThat(rows(), hasSize(55));
    Accuracy accuracy = check(rows());
    assertCounts(accuracy, 0, 0);
    assertThat(accuracy.expected(), is(55L));
    assertThat(accuracy.errorQuantile(), is(0.0));
  }

  @Test
  void findsAMissingRow() {
    assertCounts(check(rows().subList(1, 55)), 1, 0);
  }

  @Test
  void findsAWrongSum() {
    List<String> rows = rows();
    rows.set(3, rows.get(3).replaceFirst("\"amountSum\":.*}", "\"amountSum\":0.01}"));
    assertCounts(check(rows), 0, 1);
  }

  @Test
  void findsAWrongNumberOfRecords() {
    List<String> rows = rows();
    rows.set(3, rows.get(3).replaceFirst("\"records\":", "\"records\":1"));
    assertCounts(check(rows), 0, 1);
  }

  @Test
  void ofTwoRowsTheLastCounts() {
    List<String> rows = rows();
    rows.add(0, rows.get(3).replaceFirst("\"records\":", "\"records\":1"));
    assertCounts(check(rows), 0, 0);
  }

  @Test
  void findsRowsThatShouldNotBe() {
    List<String> rows = rows();
    rows.add(rows.get(0).replace("\"group\":\"all\"", "\"group\":\"product_category=value-10\""));
    rows.add(rows.get(0).replaceFirst("T[0-9:.]+Z", "T00:00:01.000Z"));
    assertCounts(check(rows), 0, 2);
  }

  @Test
  void leavesOutWindowsAfterTheLastEvent() {
    List<String> rows = rows();
    rows.add(rows.get(0).replaceFirst("T[0-9:.]+Z", "T23:00:00.000Z").replaceAll("2025", "2027"));
    assertCounts(check(rows), 0, 0);
  }

  @Test
  void measuresTheErrorOfEstimates() {
    List<String> rows = rows();
    rows.replaceAll(row -> row.replaceFirst("\"unique\":\\d+", "\"unique\":0"));
    Accuracy accuracy = check(rows);
    assertCounts(accuracy, 0, 0);
    assertThat(accuracy.errorQuantile(), is(1.0));
  }
}
