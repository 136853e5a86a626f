package dev.sliderule.pipeline.event;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class EventTimeRangeTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  @Test
  void takesEveryTimeFrom1970ToTheToleratedFuture() {
    assertDoesNotThrow(() -> check(Instant.EPOCH, Duration.ZERO));
    assertDoesNotThrow(() -> check(NOW, Duration.ZERO));
    assertDoesNotThrow(() -> check(NOW.plus(Duration.millis(5)), Duration.millis(5)));
  }

  @Test
  void refusesTheMillisecondBefore1970() {
    MalformedException e =
        assertThrows(
            MalformedException.class,
            () -> check(Instant.EPOCH.minus(Duration.millis(1)), Duration.ZERO));
    assertThat(e.reason(), is(MalformedReason.EVENT_TIME_TOO_OLD));
    assertThat(
        e.getMessage(),
        is("at is 1969-12-31T23:59:59.999Z; expected 1970-01-01T00:00:00.000Z or later"));
  }

  @Test
  void refusesTheMillisecondAfterTheTolerance() {
    MalformedException e =
        assertThrows(
            MalformedException.class,
            () -> check(NOW.plus(Duration.millis(6)), Duration.millis(5)));
    assertThat(e.reason(), is(MalformedReason.EVENT_TIME_IN_FUTURE));
    assertThat(
        e.getMessage(),
        is("at is 2026-01-31T12:00:00.006Z; expected 2026-01-31T12:00:00.005Z or earlier"));
  }

  @Test
  void endlessToleranceTakesEveryFuture() {
    assertDoesNotThrow(
        () -> check(Instant.ofEpochMilli(Long.MAX_VALUE), Duration.millis(Long.MAX_VALUE)));
  }

  private static void check(Instant time, Duration maxFutureSkew) throws MalformedException {
    EventTimeRange.check("at", time, NOW, maxFutureSkew);
  }
}
