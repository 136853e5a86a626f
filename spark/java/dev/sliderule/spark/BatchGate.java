package dev.sliderule.spark;

import java.util.concurrent.TimeUnit;

/**
 * Lets a batch be set off only when the one before it has been dealt with, so that the job stops
 * between two batches, and Spark keeps no queue of those that are due.
 */
final class BatchGate {
  private static final long POLL_MILLIS = 2;

  private long setOff;
  private long completed;
  private boolean shut;
  private boolean open;

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

  /** A batch has been dealt with. */
  synchronized void complete() {
    completed++;
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
