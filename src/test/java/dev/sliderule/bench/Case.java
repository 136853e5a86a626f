package dev.sliderule.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A subject with windows and groups, and what its runs have shown. */
final class Case {
  private final Subject subject;
  private final WindowLength windows;
  private final GroupField groups;
  private final int records;
  private final int repetitions;
  private final List<Measurement> measurements = new ArrayList<>();

  /**
   * A case.
   *
   * @param records that it counts
   * @param repetitions how many runs there will be
   */
  Case(Subject subject, WindowLength windows, GroupField groups, int records, int repetitions) {
    this.subject = subject;
    this.windows = windows;
    this.groups = groups;
    this.records = records;
    this.repetitions = repetitions;
  }

  Subject subject() {
    return subject;
  }

  WindowLength windows() {
    return windows;
  }

  GroupField groups() {
    return groups;
  }

  int records() {
    return records;
  }

  int repetitions() {
    return repetitions;
  }

  /** The question that is put to all subjects. */
  String question() {
    return String.format("%s, %,d groups", windows, groups.groups());
  }

  void add(Measurement measurement) {
    measurements.add(measurement);
  }

  List<Measurement> measurements() {
    return measurements;
  }

  /** Records per second of each run; 0 where it did not finish. */
  double[] rates() {
    return measurements.stream().mapToDouble(Measurement::rate).toArray();
  }

  /**
   * The ratio of the rates to another's: run by run, or to its median if it ran more or less often;
   * empty if one of its runs did not finish.
   */
  double[] ratiosTo(Case other) {
    double[] rates = rates();
    double[] others = other.rates();
    if (others.length == 0 || Arrays.stream(others).anyMatch(rate -> rate == 0)) {
      return new double[0];
    }
    double[] ratios = new double[rates.length];
    boolean pairs = rates.length == others.length;
    Arrays.setAll(ratios, i -> rates[i] / (pairs ? others[i] : median(others)));
    return ratios;
  }

  /** Of cases of the same question, the one with the highest median rate. */
  static Case best(List<Case> cases) {
    return cases.stream()
        .collect(
            Collectors.maxBy(
                (one, other) -> Double.compare(median(one.rates()), median(other.rates()))))
        .orElseThrow();
  }

  /** The middle one of the values; of an even number, the mean of the two in the middle. */
  static double median(double... values) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
