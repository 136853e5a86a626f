package dev.sliderule.bench;

import java.util.List;
import java.util.Map;

/** Something that counts, in a process of its own with two cores and the heap of the run. */
interface Subject {
  /** Cores that each subject gets. */
  int CORES = 2;

  /** Of all subjects; of those that Java has, the best for each of them with so few cores. */
  String COLLECTOR = "-XX:+UseSerialGC";

  /** What 95 % of the unique counts stay within, relative to the exact ones. */
  double MAX_ESTIMATION_ERROR = 0.05;

  /** The letter by which {@code --cases} asks for it. */
  String letter();

  /** What tables call it. */
  String name();

  /** What comes after {@code java} in the command line that counts and ends. */
  List<String> command(Run run);

  /** Whether it counts events as they come, with batches as often as ours. */
  default boolean takesEventsAsTheyCome() {
    return false;
  }

  /** Variables of the process besides those of this one. */
  default Map<String, String> environment() {
    return Map.of();
  }
}
