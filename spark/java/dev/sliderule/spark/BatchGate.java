package dev.sliderule.spark;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets one batch be read only when the one before it has been dealt with and its watermark is in
 * effect. Otherwise the steps of a batch could see different watermarks: Spark's driver puts a new
 * one into effect some time after a batch, whatever runs then. A batch is not even set off before
 * that, as Spark would keep a queue of those that are due, and tidy up behind its end.
 */
final class BatchGate {
  private static final long POLL_MILLIS = 2;

  private final LongSupplier watermarked;
  private final long holdMillis;
  private boolean translated;
  private long setOff;
  private long begun;
  private long completed;
  private long lastBatchTime;
  private boolean shut;
  private boolean open;

  /**
   * A gate.
   *
   * @param watermarked the time of the last batch whose watermark is in effect
   * @param holdMillis for how long after that no batch is read
   */
  BatchGate(LongSupplier watermarked, long holdMillis) {
    this.watermarked = watermarked;
    this.holdMillis = holdMillis;
  }

  /**
   * Waits for all batches that have been set off, then sets off one.
   *
   * @return whether there is to be one
   */
  synchronized boolean setOff() throws InterruptedException {
    while (!open && !shut && completed < setOff) {
      wait(POLL_MILLIS);
    }
    if (shut) {
      return false;
    }
    setOff++;
    return true;
  }

  /** Waits for all batches that have begun, then begins one. */
  void begin() {
    try {
      if (awaitTurn() && holdMillis > 0) {
        TimeUnit.MILLISECONDS.sleep(holdMillis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether there was a batch to wait for. */
  private synchronized boolean awaitTurn() throws InterruptedException {
    if (!translated) {
      // The runner asks for the splits once when it translates the pipeline.
      translated = true;
      return false;
    }
    while (!open && (completed < begun || watermarked.getAsLong() < lastBatchTime)) {
      wait(POLL_MILLIS);
    }
    begun++;
    return begun > 1 && !open;
  }

  /** The batch of a time has been dealt with. */
  synchronized void complete(long batchTime) {
    completed++;
    lastBatchTime = batchTime;
    notifyAll();
  }

  /** Lets no more batch be set off. */
  synchronized void shut() {
    shut = true;
    notifyAll();
  }

  /**
   * Lets no more batch be set off, and waits until those that have been are dealt with.
   *
   * @return whether they are, within {@code timeoutMillis}
   */
  synchronized boolean hold(long timeoutMillis) throws InterruptedException {
    shut();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    while (completed < setOff && System.nanoTime() < deadline) {
      wait(POLL_MILLIS);
    }
    return completed >= setOff;
  }

  /** Holds nothing back any more, as Spark cannot be stopped while it waits here. */
  synchronized void open() {
    open = true;
    notifyAll();
  }
}
