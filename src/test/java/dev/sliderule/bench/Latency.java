package dev.sliderule.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;

/** How long rows took after the watermark had passed the ends of their windows. */
final class Latency {
  private final Subject subject;
  private final int rate;
  private final int rowsMissing;
  private final long[] sortedMillis;

  /**
   * A result.
   *
   * @param rate events per second
   * @param rowsMissing how many rows did not come
   * @param millis of each row that came
   */
  Latency(Subject subject, int rate, int rowsMissing, List<Long> millis) {
    this.subject = subject;
    this.rate = rate;
    this.rowsMissing = rowsMissing;
    this.sortedMillis = millis.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  Subject subject() {
    return subject;
  }

  int rate() {
    return rate;
  }

  /** How many rows were measured. */
  int rows() {
    return sortedMillis.length;
  }

  int rowsMissing() {
    return rowsMissing;
  }

  /** The milliseconds that so large a share of the rows stays within; -1 if there are none. */
  long quantile(double share) {
    int rank = (int) Math.ceil(share * sortedMillis.length);
    return sortedMillis.length == 0 ? -1 : sortedMillis[Math.max(1, rank) - 1];
  }

  void writeTo(ObjectNode json) {
    json.put("case", subject.letter());
    json.put("subject", subject.name());
    json.put("recordsPerSecond", rate);
    json.put("rows", rows());
    json.put("rowsMissing", rowsMissing);
    json.put("p50Millis", quantile(0.5));
    json.put("p99Millis", quantile(0.99));
    json.put("maxMillis", Arrays.stream(sortedMillis).max().orElse(-1));
  }
}
