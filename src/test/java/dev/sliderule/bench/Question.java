package dev.sliderule.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What some subjects are asked: to count these windows and groups, so often, over so much. */
final class Question {
  private static final List<String> ALL_WINDOWS = List.of("10s/5s", "60s/5s", "300s/5s");

  /** About an hour on two cores. */
  private static final List<Question> USUAL =
      List.of(
          new Question("10s/5s", 10, "ac", 3, 1),
          new Question("60s/5s", 10, "ac", 3, 1),
          new Question("300s/5s", 10, "ac", 3, 1),
          new Question("10s/5s", 10, "bde", 1, 10),
          new Question("10s/5s", 1_000, "ac", 2, 1),
          new Question("60s/5s", 1_000, "ac", 2, 1),
          new Question("10s/5s", 100_000, "ac", 1, 4));

  private final String windows;
  private final int groups;
  private final String letters;
  private final int repetitions;
  private final int divisor;

  /**
   * A question.
   *
   * @param windows size/period
   * @param groups how many
   * @param letters of the subjects that answer it
   * @param repetitions runs of each
   * @param divisor of the records in the whole topic
   */
  private Question(String windows, int groups, String letters, int repetitions, int divisor) {
    this.windows = windows;
    this.groups = groups;
    this.letters = letters;
    this.repetitions = repetitions;
    this.divisor = divisor;
  }

  /** Those that are asked if nothing is said. */
  static List<Question> usual() {
    return USUAL;
  }

  /** All windows with all groups for all subjects: a night and more. */
  static List<Question> all() {
    List<Question> all = new ArrayList<>();
    for (String windows : ALL_WINDOWS) {
      for (GroupField groups : GroupField.values()) {
        all.add(new Question(windows, groups.groups(), "ac", 3, 1));
        all.add(new Question(windows, groups.groups(), "bde", 3, 10));
      }
    }
    return all;
  }

  String windows() {
    return windows;
  }

  int groups() {
    return groups;
  }

  /**
   * The cases of those of the subjects that answer it.
   *
   * @param records in the whole topic
   */
  List<Case> cases(List<Subject> subjects, int records, int mostRepetitions) {
    return subjects.stream()
        .filter(subject -> letters.contains(subject.letter()))
        .map(
            subject ->
                new Case(
                    subject,
                    WindowLength.parse(windows),
                    GroupField.of(groups),
                    records / divisor,
                    Math.min(repetitions, mostRepetitions)))
        .collect(Collectors.toList());
  }
}
