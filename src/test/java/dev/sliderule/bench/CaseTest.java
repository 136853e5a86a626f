package dev.sliderule.bench;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CaseTest {
  private static final Subject OURS = new SliderulePipeline();
  private static final Subject AT_ONCE =
      new StructuredStreaming(StructuredStreaming.TriggerKind.AVAILABLE_NOW);
  private static final Subject BY_TIME =
      new StructuredStreaming(StructuredStreaming.TriggerKind.PROCESSING_TIME);

  /** A case of 1,000 records whose runs counted for so many seconds; 0 for unfinished. */
  private static Case answer(Subject subject, int... seconds) {
    Case answer =
        new Case(
            subject,
            WindowLength.parse("10s/5s"),
            GroupField.PRODUCT_CATEGORY,
            1_000,
            seconds.length + 1);
    for (int counting : seconds) {
      Duration time = Duration.ofSeconds(counting);
      answer.add(
          new Measurement(
              1_000, counting > 0, Duration.ZERO, time, time, time, 0, 0, 0, new Accuracy()));
    }
    return answer;
  }

  @Test
  void median() {
    assertThat(Case.median(3, 1, 2), is(2.0));
    assertThat(Case.median(4, 1, 2, 3), is(2.5));
    assertThat(Double.isNaN(Case.median()), is(true));
  }

  @Test
  void ratiosRunByRun() {
    assertThat(answer(OURS, 1, 2).ratiosTo(answer(AT_ONCE, 2, 2)), is(new double[] {2.0, 1.0}));
  }

  @Test
  void ratiosToTheMedianOfMoreRuns() {
    assertThat(answer(OURS, 1).ratiosTo(answer(AT_ONCE, 5, 2, 4)), is(new double[] {4.0}));
  }

  @Test
  void noRatioToWhatDidNotFinish() {
    assertThat(answer(OURS, 1).ratiosTo(answer(AT_ONCE, 0)).length, is(0));
    assertThat(answer(OURS, 1).ratiosTo(answer(AT_ONCE)).length, is(0));
  }

  @Test
  void theBestHasTheHighestMedian() {
    Case atOnce = answer(AT_ONCE, 1, 9, 9);
    Case byTime = answer(BY_TIME, 3, 3, 3);
    assertThat(Case.best(List.of(atOnce, byTime)), is(byTime));
  }

  @Test
  void theRateOfLatencyIsHalfOfTheSlowerOnes() {
    Case ours = answer(OURS, 1, 2, 4);
    assertThat(LatencyPart.rate(List.of(ours)), is(OptionalInt.empty()));
    assertThat(
        LatencyPart.rate(List.of(ours, answer(AT_ONCE, 1), answer(BY_TIME, 8))),
        is(OptionalInt.of(250)));
    assertThat(
        LatencyPart.rate(List.of(ours, answer(AT_ONCE, 4), answer(BY_TIME, 8))),
        is(OptionalInt.of(125)));
  }

  @Test
  void timeLeftIsThatOfTheLikeRuns() {
    assertThat(
        new TimeLeft(List.of(answer(OURS, 2, 4), answer(AT_ONCE), answer(OURS))).estimate(),
        is(Optional.of(Duration.ofSeconds(9))));
    assertThat(new TimeLeft(List.of(answer(OURS))).estimate(), is(Optional.empty()));
  }
}
