package dev.sliderule.launcher;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A wish from outside (Ctrl-C, SIGTERM) that a run comes to its orderly end. After {@link
 * #onSignals} a signal no longer ends the JVM at once: the run is given time to end and tells the
 * exit code. A signal that was ignored when the JVM started, as SIGINT is in the background of a
 * script, stays ignored; another one, such as SIGTERM, does the same.
 */
final class Interruption implements AutoCloseable {
  /** Exit code of what Ctrl-C ended early, as shells know it. */
  static final int EXIT_CODE = 130;

  private static final long PATIENCE_SECONDS = 90;

  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
  private final Thread hook = new Thread(this::endJvm, "interruption");
  private final CountDownLatch request = new CountDownLatch(1);
  private volatile boolean requested;

  private Interruption() {}

  /** An interruption that only {@link #request} brings about. */
  static Interruption byRequest() {
    return new Interruption();
  }

  /** An interruption that comes with SIGINT or SIGTERM, until it is closed. */
  static Interruption onSignals() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  void request() {
    requested = true;
    request.countDown();
  }

  /** Waits for it. */
  void await() throws InterruptedException {
    request.await();
  }

  boolean isRequested() {
    return requested;
  }

  /** Tells the exit code of the run, which has ended. */
  void ended(int code) {
    exitCode.complete(code);
  }

  private void endJvm() {
    request();
    int code = EXIT_CODE;
    try {
      code = exitCode.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      // The run hangs; it has had its time.
    }
    // Only so can a JVM that a signal ends choose its exit code.
    Runtime.getRuntime().halt(code);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending; the hook does the rest.
    }
  }
}
