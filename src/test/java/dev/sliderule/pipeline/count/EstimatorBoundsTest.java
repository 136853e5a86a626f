package dev.sliderule.pipeline.count;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Estimates against the truth, over many trials with different keys. */
class EstimatorBoundsTest {
  private static final int TRIALS = 2_000;

  /** Of 2,000 trials the share of hits has a standard error of half a percent. */
  @ParameterizedTest
  @CsvSource({
    "APPROXIMATE_UNIQUE, 0.1, 100",
    "APPROXIMATE_UNIQUE, 0.1, 1000",
    "APPROXIMATE_UNIQUE, 0.1, 20000",
    "HLL, 0.1, 100",
    "HLL, 0.1, 1000",
    "HLL, 0.1, 20000",
  })
  void areUnbiasedAndHoldTheTruthInTheirBounds(Estimator estimator, double error, int truth) {
    UniqueCounter counter = estimator.counter(error);
    int hits = 0;
    int withinError = 0;
    double sum = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      UniqueSketch sketch = counter.newSketch();
      for (int i = 0; i < truth; i++) {
        sketch.add(trial + "/" + i);
      }
      UniqueEstimate estimate = sketch.estimate();
      assertThat(estimate.low(), is(lessThanOrEqualTo(estimate.value())));
      assertThat(estimate.high(), is(greaterThanOrEqualTo(estimate.value())));
      hits += estimate.low() <= truth && truth <= estimate.high() ? 1 : 0;
      withinError += Math.abs(estimate.value() - truth) <= error * truth ? 1 : 0;
      sum += estimate.value();
    }
    assertThat("hits", (double) hits / TRIALS, is(greaterThanOrEqualTo(0.93)));
    assertThat("within error", (double) withinError / TRIALS, is(greaterThanOrEqualTo(0.93)));
    assertThat("bias", sum / TRIALS / truth, is(closeTo(1.0, 0.005)));
  }

  @Test
  void countsExactlyWithoutAnError() {
    assertThrows(IllegalArgumentException.class, () -> Estimator.EXACT.counter(0.01));
    assertThat(Estimator.EXACT.counter(null).newSketch().estimate().value(), is(0L));
  }

  @ParameterizedTest
  @CsvSource({"0", "0.0014", "0.51", "-1", "NaN"})
  void refusesErrorsThatHllCannotHave(double error) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Estimator.HLL.counter(error));
    assertThat(e.getMessage(), containsString("expected 0.0015 to 0.5 for HLL"));
  }

  @ParameterizedTest
  @CsvSource({"0.0015, 21", "0.05, 11", "0.1, 9", "0.5, 5"})
  void takesTheSmallestHllThatIsGoodEnough(double error, int lgK) {
    assertThat(HllCounter.ofMaxEstimationError(error).lgK(), is(lgK));
  }
}
