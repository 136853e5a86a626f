package dev.sliderule.bench;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class QuestionTest {
  private static final List<Subject> SUBJECTS =
      List.of(new SliderulePipeline(), new DirectRunnerPipeline(), new KafkaStreamsWindows());

  @Test
  void allIsEveryWindowWithEveryGroupForEverySubject() {
    List<Case> cases =
        Question.all().stream()
            .flatMap(question -> question.cases(SUBJECTS, 1_000, 9).stream())
            .collect(Collectors.toList());
    assertThat(cases, hasSize(3 * 3 * 3));
    assertThat(
        cases.stream().map(c -> c.question() + c.subject().letter()).distinct().count(), is(27L));
  }

  @Test
  void usualAsksEachSubject() {
    String asked =
        Question.usual().stream()
            .flatMap(question -> question.cases(SUBJECTS, 1_000, 9).stream())
            .map(answer -> answer.subject().letter())
            .distinct()
            .sorted()
            .collect(Collectors.joining());
    assertThat(asked, is("ade"));
  }

  @Test
  void slowSubjectsGetATenthAndFewerRepetitionsCanBeAskedFor() {
    Case direct = Question.all().get(1).cases(List.of(new DirectRunnerPipeline()), 1_000, 2).get(0);
    assertThat(direct.records(), is(100));
    assertThat(direct.repetitions(), is(2));
  }
}
