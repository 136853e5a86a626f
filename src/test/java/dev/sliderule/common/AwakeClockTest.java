package dev.sliderule.common;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

class AwakeClockTest {
  private long nanos = Long.MAX_VALUE - 500_000_000;
  private final AwakeClock clock = new AwakeClock(Duration.standardSeconds(2), () -> nanos);

  @Test
  void addsUpWhatPassesBetweenLooks() {
    assertThat(clock.read(), is(Duration.ZERO));
    for (int look = 1; look <= 3_000; look++) {
      nanos += 1_500_000_400;
      clock.read();
    }
    assertThat(clock.read(), is(Duration.millis(4_500_001)));
  }

  @Test
  void countsNoMoreThanAStepOfATimeInWhichNobodyLooked() {
    nanos += 1_000_000_000;
    assertThat(clock.read(), is(Duration.standardSeconds(1)));
    nanos += 3_600_000_000_000L;
    assertThat(clock.read(), is(Duration.standardSeconds(3)));
    nanos += 1_000_000_000;
    assertThat(clock.read(), is(Duration.standardSeconds(4)));
  }
}
