package dev.sliderule.generator.pace;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Stream;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PaceTest {
  private static final Duration TEN_SECONDS = Duration.standardSeconds(10);

  @Test
  void tenRecordsEveryTenSecondsStartAtOnce() {
    Pace pace = Pace.batches(10, TEN_SECONDS);

    assertThat(pace.dueMillis(0), is(0L));
    assertThat(pace.dueMillis(9), is(0L));
    assertThat(pace.dueMillis(10), is(10_000L));
    assertThat(pace.dueMillis(25), is(20_000L));
    assertThat(pace.dueCount(0), is(10L));
    assertThat(pace.dueCount(9_999), is(10L));
    assertThat(pace.dueCount(10_000), is(20L));
  }

  @Test
  void rateSpreadsRecordsEvenly() {
    Pace pace = Pace.rate(4);

    assertThat(
        List.of(pace.dueMillis(0), pace.dueMillis(1), pace.dueMillis(4)),
        is(List.of(0L, 250L, 1_000L)));
    assertThat(pace.dueCount(249), is(1L));
    assertThat(pace.dueCount(250), is(2L));
    assertThat(pace.dueCount(3_600_000), is(4 * 3_600L + 1));
  }

  @Test
  void slowRateWaitsSecondsForTheNextRecord() {
    assertThat(Pace.rate(0.001).dueMillis(1), is(1_000_000L));
    assertThat(Pace.rate(0.001).dueCount(999_999), is(1L));
  }

  @Test
  void maxIsDueAtOnce() {
    assertThat(Pace.max().dueMillis(1_000_000_000), is(0L));
    assertThat(Pace.max().dueCount(0), is(Long.MAX_VALUE));
  }

  @Test
  void veryLateIndexIsDueAtTheEndOfTimeAndNotBeforeTheStart() {
    assertThat(Pace.batches(1, TEN_SECONDS).dueMillis(Long.MAX_VALUE), is(Long.MAX_VALUE));
    assertThat(Pace.rate(0.001).dueMillis(Long.MAX_VALUE), is(Long.MAX_VALUE));
  }

  @ParameterizedTest
  @MethodSource("paces")
  void countAgreesWithTheDueTimes(Pace pace) {
    for (long elapsed = 0; elapsed < 20_000; elapsed += 7) {
      long count = pace.dueCount(elapsed);

      assertThat(pace.dueMillis(count - 1), is(lessThanOrEqualTo(elapsed)));
      assertThat(pace.dueMillis(count), is(greaterThan(elapsed)));
    }
  }

  static Stream<Pace> paces() {
    return Stream.of(
        Pace.batches(1, Duration.millis(1)),
        Pace.batches(7, Duration.millis(333)),
        Pace.rate(0.3),
        Pace.rate(3),
        Pace.rate(999.9),
        Pace.rate(100_000));
  }

  @ParameterizedTest
  @MethodSource("allPaces")
  void nothingIsDueBeforeTheStart(Pace pace) {
    assertThat(pace.dueCount(-1), is(0L));
  }

  static Stream<Pace> allPaces() {
    return Stream.concat(paces(), Stream.of(Pace.max()));
  }

  @Test
  void refusesPacesThatNeverAdvance() {
    assertThrows(IllegalArgumentException.class, () -> Pace.rate(0));
    assertThrows(IllegalArgumentException.class, () -> Pace.rate(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> Pace.batches(0, TEN_SECONDS));
    assertThrows(IllegalArgumentException.class, () -> Pace.batches(1, Duration.ZERO));
  }
}
