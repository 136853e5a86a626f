package dev.sliderule.common;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import dev.sliderule.testing.LogLines;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

class RepeatingTest {
  @Test
  void goesOnAfterFailuresAndErrorsAndSaysEachOnce() throws Exception {
    CountDownLatch turns = new CountDownLatch(4);
    try (LogLines log = LogLines.of(Repeating.class)) {
      Repeating watch =
          Repeating.start(
              "a-watch",
              Duration.millis(1),
              () -> {
                turns.countDown();
                if (turns.getCount() == 1) {
                  throw new AssertionError("worse");
                }
                throw new IllegalStateException("injected");
              });
      boolean fourTurns = turns.await(1, TimeUnit.MINUTES);
      watch.close();

      assertThat("four turns", fourTurns, is(true));
      assertThat(
          log.warnings().subList(0, 2),
          contains(
              "a-watch failed and tries again: IllegalStateException: injected",
              "a-watch failed and tries again: AssertionError: worse"));
    }
  }
}
