package dev.sliderule.spark;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/** How much comes in, by second; 1 is as much as the job can do. */
final class SimulatedLoad {
  private final String name;
  private final DoubleUnaryOperator rate;
  private final double secondsBefore;

  private SimulatedLoad(String name, DoubleUnaryOperator rate, double secondsBefore) {
    this.name = name;
    this.rate = rate;
    this.secondsBefore = secondsBefore;
  }

  static SimulatedLoad steady(double rate) {
    return new SimulatedLoad("steady " + rate, second -> rate, 0);
  }

  /** From the lowest to the highest and back within a day. */
  static SimulatedLoad ofADay(double lowest, double highest) {
    return new SimulatedLoad(
        "day", s -> lowest + (highest - lowest) * (1 - Math.cos(2 * Math.PI * s / 86_400)) / 2, 0);
  }

  /** Up to the highest in a time between one minute and an hour, then from nothing again. */
  static SimulatedLoad ramps(int seed, double highest) {
    int length = 60 + new Random(seed).nextInt(3_540);
    return new SimulatedLoad("ramps of " + length + " s", s -> highest * (s % length) / length, 0);
  }

  /** Bursts of up to six minutes, as often as the mean allows. */
  static SimulatedLoad bursts(int seed, double burst, double mean) {
    double base = 0.2;
    int length = 10 + new Random(seed).nextInt(350);
    double every = length * (burst - base) / (mean - base);
    return new SimulatedLoad(
        "bursts of " + length + " s", s -> s % every < length ? burst : base, 0);
  }

  /** Another rate in each minute, between two. */
  static SimulatedLoad jumps(int seed, double lowest, double highest) {
    double[] rates =
        new Random(seed).doubles(1_441).map(d -> lowest + (highest - lowest) * d).toArray();
    return new SimulatedLoad("jumps", s -> rates[(int) (s / 60) % rates.length], 0);
  }

  /** This load, after some time for which there was no job. */
  SimulatedLoad after(double seconds) {
    return new SimulatedLoad(name + " with a backlog", rate, seconds);
  }

  double rateAt(double second) {
    return rate.applyAsDouble(second);
  }

  double before() {
    return secondsBefore * rate.applyAsDouble(0);
  }

  @Override
  public String toString() {
    return name;
  }
}
