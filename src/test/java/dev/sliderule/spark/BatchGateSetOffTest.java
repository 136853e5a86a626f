package dev.sliderule.spark;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.sliderule.testing.Waits;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class BatchGateSetOffTest {
  private final BatchGate gate = new BatchGate(() -> Long.MAX_VALUE, 0);

  @Test
  void setsOffABatchOnlyWhenTheOneBeforeIsDone() throws Exception {
    assertThat(gate.setOff(), is(true));
    CompletableFuture<Boolean> second = setOffElsewhere();
    awaitWaiting("second");

    assertThat(second.isDone(), is(false));
    gate.complete(1);
    assertThat(Waits.get("the second batch", second), is(true));
  }

  @Test
  void setsOffNoMoreWhenItIsShut() throws Exception {
    assertThat(gate.setOff(), is(true));
    CompletableFuture<Boolean> second = setOffElsewhere();
    awaitWaiting("second");
    gate.shut();

    assertThat(Waits.get("the second batch", second), is(false));
    gate.complete(1);
    assertThat(gate.setOff(), is(false));
  }

  @Test
  void knowsWhetherAllThatWasSetOffIsDone() throws Exception {
    assertThat(gate.setOff(), is(true));
    assertThat(gate.hold(1), is(false));
    gate.complete(1);
    assertThat(gate.hold(1), is(true));
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
