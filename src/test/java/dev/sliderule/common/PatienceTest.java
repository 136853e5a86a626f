package dev.sliderule.common;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.sliderule.testing.LogLines;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {
  @Test
  void waitsForWhatEnds() {
    AtomicBoolean done = new AtomicBoolean();

    assertThat(Patience.endsWithin(Duration.standardMinutes(1), () -> done.set(true)), is(true));
    assertThat(done.get(), is(true));
  }

  @Test
  void saysWhatFails() {
    try (LogLines log = LogLines.of(Patience.class)) {
      assertThat(
          Patience.endsWithin(
              Duration.standardMinutes(1),
              () -> {
                throw new IllegalStateException("injected");
              }),
          is(true));
      assertThat(
          log.warnings(),
          is(
              List.of(
                  "What was to end in an orderly way has failed: IllegalStateException:"
                      + " injected")));
    }
  }

  @Test
  void leavesWhatHangs() {
    CountDownLatch never = new CountDownLatch(1);

    assertThat(
        Patience.endsWithin(
            Duration.millis(1),
            () -> {
              try {
                never.await(10, TimeUnit.MINUTES);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }),
        is(false));
    never.countDown();
  }
}
