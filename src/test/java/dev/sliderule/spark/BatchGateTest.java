package dev.sliderule.spark;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.sliderule.testing.Waits;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchGateTest {
  private final BatchGate gate = new BatchGate();

  @AfterEach
  void letGo() {
    gate.open();
  }

  @Test
  void setsOffABatchOnlyWhenTheOneBeforeIsDone() throws Exception {
    assertThat(gate.setOff(), is(true));
    CompletableFuture<Boolean> second = setOffElsewhere();
    awaitWaiting("second");

    assertThat(second.isDone(), is(false));
    gate.complete();
    assertThat(Waits.get("the second batch", second), is(true));
  }

  @Test
  void setsOffNoMoreWhenItIsShut() throws Exception {
    assertThat(gate.setOff(), is(true));
    CompletableFuture<Boolean> second = setOffElsewhere();
    awaitWaiting("second");
    gate.shut();

    assertThat(Waits.get("the second batch", second), is(false));
    gate.complete();
    assertThat(gate.setOff(), is(false));
  }

  @Test
  void knowsWhetherAllThatWasSetOffIsDone() throws Exception {
    assertThat(gate.setOff(), is(true));
    assertThat(gate.hold(1), is(false));
    gate.complete();
    assertThat(gate.hold(1), is(true));
    assertThat("holds for good", gate.setOff(), is(false));
  }

  @Test
  void holdsAtOnceWithoutABatch() throws Exception {
    assertThat(gate.hold(0), is(true));
    assertThat(gate.setOff(), is(false));
  }

  @Test
  void holdsNothingOnceOpen() throws Exception {
    assertThat(gate.setOff(), is(true));
    CompletableFuture<Boolean> second = setOffElsewhere();
    awaitWaiting("second");
    gate.open();

    assertThat(Waits.get("the second batch", second), is(true));
    assertThat(gate.setOff(), is(true));
    gate.shut();
    assertThat("shut and open", gate.setOff(), is(false));
  }

  private CompletableFuture<Boolean> setOffElsewhere() {
    CompletableFuture<Boolean> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(gate.setOff());
              } catch (InterruptedException e) {
                result.completeExceptionally(e);
              }
            },
            "second");
    thread.setDaemon(true);
    thread.start();
    return result;
  }

  private static void awaitWaiting(String thread) {
    Awaitility.await()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(
                        t ->
                            t.getName().equals(thread)
                                && t.getState() == Thread.State.TIMED_WAITING));
  }
}
