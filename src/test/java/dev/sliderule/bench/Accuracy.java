package dev.sliderule.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** How the rows of a run compare with exact counts of the same events. */
final class Accuracy {
  /** The width of a class of errors, relative to the exact count. */
  private static final double CLASS = 0.0005;

  private static final double QUANTILE = 0.95;

  private final long[] classes = new long[2001];
  private long expected;
  private long missing;
  private long wrong;
  private double errorSum;
  private double errorMax;

  /** A row that should not be there, or cannot be read. */
  void unexpected() {
    wrong++;
  }

  /** A row that should be there and is not. */
  void missing() {
    expected++;
    missing++;
  }

  /**
   * A row that should be there and is.
   *
   * @param exact whether records and sum are right
   */
  void found(boolean exact, int unique, int estimate) {
    expected++;
    wrong += exact ? 0 : 1;
    double error = Math.abs(estimate - unique) / (double) unique;
    errorSum += error;
    errorMax = Math.max(errorMax, error);
    classes[(int) Math.min(classes.length - 1, Math.ceil(error / CLASS))]++;
  }

  long expected() {
    return expected;
  }

  long missingRows() {
    return missing;
  }

  long wrongRows() {
    return wrong;
  }

  /** The error that 95 % of the unique counts stay within, to 0.05 %. */
  double errorQuantile() {
    long below = 0;
    for (int i = 0; i < classes.length; i++) {
      below += classes[i];
      if (below >= QUANTILE * (expected - missing)) {
        return i * CLASS;
      }
    }
    return 1;
  }

  void writeTo(ObjectNode json) {
    json.put("rows", expected);
    json.put("rowsMissing", missing);
    json.put("rowsWrong", wrong);
    if (expected > missing) {
      json.put("errorMean", errorSum / (expected - missing));
      json.put("errorP95", errorQuantile());
      json.put("errorMax", errorMax);
    }
  }
}
