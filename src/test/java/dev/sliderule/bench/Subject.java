package dev.sliderule.bench;

import java.util.List;
import java.util.Map;

/** Something that counts, in a process of its own with two cores and the heap of the run. */
interface Subject {
  /** Cores that each subject gets. */
  int CORES = 2;

  /** What 95 % of the unique counts stay within, relative to the exact ones. */
  double MAX_ESTIMATION_ERROR = 0.05;

  /** The letter by which {@code --cases} asks for it. */
  String letter();

  /** What tables call it. */
  String name();

  /** What comes after {@code java} in the command line that counts and ends. */
  List<String> command(Run run);

  /** Variables of the process besides those of this one. */
  default Map<String, String> environment() {
    return Map.of();
  }

  /** Whether it is too slow for more than a tenth of the events. */
  default boolean takesATenth() {
    return false;
  }
}
