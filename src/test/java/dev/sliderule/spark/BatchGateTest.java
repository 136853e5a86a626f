package dev.sliderule.spark;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.sliderule.testing.Waits;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchGateTest {
  private final AtomicLong watermarked = new AtomicLong();
  private final BatchGate gate = new BatchGate(watermarked::get, 0);

  @AfterEach
  void letGo() {
    gate.open();
  }

  @Test
  void doesNotHoldTheTranslationAndTheFirstBatch() throws Exception {
    awaitEnd(begin());
    awaitEnd(begin());
  }

  @Test
  void holdsABatchUntilTheOneBeforeIsDoneAndItsWatermarkInEffect() throws Exception {
    awaitEnd(begin());
    awaitEnd(begin());
    Thread second = begin();
    awaitHeld(second);
    gate.complete(500);
    awaitHeld(second);
    watermarked.set(499);
    awaitHeld(second);
    watermarked.set(500);
    awaitEnd(second);
    Thread third = begin();
    awaitHeld(third);
    watermarked.set(1_000);
    awaitHeld(third);
    gate.complete(1_000);
    awaitEnd(third);
  }

  @Test
  void setsOffNoBatchWhileOneIsNotDone() throws Exception {
    assertThat(gate.setOff(), is(true));
    awaitEnd(begin());
    awaitEnd(begin());
    assertThat(gate.hold(1), is(false));
    gate.complete(500);
    assertThat(gate.hold(60_000), is(true));
    assertThat(gate.setOff(), is(false));
  }

  @Test
  void holdsNothingOnceOpen() throws Exception {
    awaitEnd(begin());
    awaitEnd(begin());
    Thread second = begin();
    awaitHeld(second);
    gate.open();
    awaitEnd(second);
    awaitEnd(begin());
  }

  @Test
  void anInterruptedBatchGoesOn() throws Exception {
    awaitEnd(begin());
    awaitEnd(begin());
    Thread second = begin();
    awaitHeld(second);
    second.interrupt();
    awaitEnd(second);
  }

  private static void awaitEnd(Thread thread) throws InterruptedException {
    Waits.end("the batch's thread", thread);
  }

  private Thread begin() {
    Thread thread = new Thread(gate::begin);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** A thread that is not held ends instead. */
  private static void awaitHeld(Thread thread) {
    await()
        .during(java.time.Duration.ofMillis(50))
        .until(
            () ->
                thread.getState() == Thread.State.TIMED_WAITING
                    || thread.getState() == Thread.State.BLOCKED
                    || thread.getState() == Thread.State.RUNNABLE);
  }
}
