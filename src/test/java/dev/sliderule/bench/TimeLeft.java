package dev.sliderule.bench;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/** How long the runs that are still to come will take, by those that are known. */
final class TimeLeft {
  private final List<Case> cases;

  TimeLeft(List<Case> cases) {
    this.cases = cases;
  }

  /** Empty as long as nothing is known. */
  Optional<Duration> estimate() {
    double millis = 0;
    for (Case each : cases) {
      int runs = each.repetitions() - each.measurements().size();
      OptionalDouble oneRun = oneRun(each);
      if (runs > 0 && oneRun.isEmpty()) {
        return Optional.empty();
      }
      millis += runs * oneRun.orElse(0);
    }
    return Optional.of(Duration.ofMillis((long) millis));
  }

  /** The mean of the case's own runs, else of the subject's, else of all, in milliseconds. */
  private OptionalDouble oneRun(Case sought) {
    OptionalDouble own = mean(other -> other == sought);
    if (own.isPresent()) {
      return own;
    }
    OptionalDouble subjects = mean(other -> other.subject() == sought.subject());
    return subjects.isPresent() ? subjects : mean(other -> true);
  }

  private OptionalDouble mean(Predicate<Case> of) {
    return cases.stream()
        .filter(of)
        .flatMap(other -> other.measurements().stream())
        .mapToLong(measurement -> measurement.total().toMillis())
        .average();
  }
}
