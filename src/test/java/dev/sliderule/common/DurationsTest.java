package dev.sliderule.common;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "250ms, 250",
    "10s, 10000",
    "5m, 300000",
    "1h, 3600000",
    "2d, 172800000",
    "0s, 0",
    "0ms, 0",
    "007s, 7000",
    "10 s, 10000",
    "' 10s ', 10000",
    "1.5s, 1500",
    "0.25m, 15000",
    "0.001s, 1",
    "1.50000s, 1500",
    "1.0ms, 1",
    "PT10S, 10000",
    "pt10s, 10000",
    "PT1H30M, 5400000",
    "P2DT3H, 183600000",
    "PT0.25S, 250",
    "PT-10S, -10000",
    "-PT10S, -10000",
    "-10s, -10000",
  })
  void readsTheShortFormAndIso8601(String text, long millis) {
    assertThat(Durations.parse("windowSize", text), is(Duration.millis(millis)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "10",
        "s",
        "ten seconds",
        "10x",
        "10S",
        "1h30m",
        "1,5s",
        ".5s",
        "5.s",
        "+5s",
        "--5s",
        "1e3s",
        "10s 5s",
        "0.5ms",
        "0.0001s",
        "PT0.0005S",
        "P1M",
        "PT",
        "٣s",
        "999999999999999999999d",
        "106751991168d",
        "PT999999999999999H"
      })
  void refusesWhatIsNoDurationInWholeMilliseconds(String text) {
    UsageException e =
        assertThrows(UsageException.class, () -> Durations.parse("windowSize", text));
    assertThat(
        e.getMessage(),
        is(
            "--windowSize="
                + text
                + " is bad: expected a duration in whole milliseconds such as 500ms, 10s, 5m, 1h"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "PT0S", "-10s", "-PT10S"})
  void refusesZeroAndLessWhereADurationMustBePositive(String text) {
    UsageException e =
        assertThrows(UsageException.class, () -> Durations.parsePositive("windowSize", text));
    assertThat(
        e.getMessage(),
        is("--windowSize=" + text + " is bad: expected a duration longer than zero"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1ms", "-10s", "PT-0.001S"})
  void refusesLessThanZeroWhereADurationMustNotBeNegative(String text) {
    UsageException e =
        assertThrows(UsageException.class, () -> Durations.parseNonNegative("lateness", text));
    assertThat(
        e.getMessage(), is("--lateness=" + text + " is bad: expected a duration of zero or more"));
  }

  @Test
  void takesTheSmallestValueThatIsAllowed() {
    assertThat(Durations.parsePositive("windowSize", "1ms"), is(Duration.millis(1)));
    assertThat(Durations.parseNonNegative("lateness", "0s"), is(Duration.ZERO));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0ms",
    "1, 1ms",
    "999, 999ms",
    "1000, 1s",
    "1500, 1500ms",
    "60000, 1m",
    "90000, 90s",
    "3600000, 1h",
    "5400000, 90m",
    "86400000, 1d",
    "90000000, 25h",
    "-10000, -10s",
  })
  void formatsInTheLargestUnitThatFits(long millis, String text) {
    assertThat(Durations.format(Duration.millis(millis)), is(text));
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        1,
        -1,
        7,
        1_000,
        -61_000,
        3_600_001,
        86_400_000L * 36_500,
      })
  void readsBackWhatItFormats(long millis) {
    Duration duration = Duration.millis(millis);
    assertThat(Durations.parse("windowSize", Durations.format(duration)), is(duration));
  }

  /** Longer ones would overflow where durations are added up. */
  @ParameterizedTest
  @ValueSource(strings = {"36501d", "106751991167d", "P36500DT0.001S"})
  void refusesDurationsOfMoreThanAHundredYears(String text) {
    UsageException e =
        assertThrows(UsageException.class, () -> Durations.parse("allowedLateness", text));
    assertThat(
        e.getMessage(),
        is("--allowedLateness=" + text + " is bad: expected a duration of at most 36500d"));
  }
}
