package dev.sliderule.common;

import org.joda.time.Duration;

/** Waits for what may hang, but not for ever. */
public final class Patience {
  private Patience() {}

  /**
   * Runs {@code action} in a thread of its own, which is left behind if it takes too long.
   *
   * @return whether the action has ended within {@code limit}, well or not
   */
  public static boolean endsWithin(Duration limit, Runnable action) {
    Thread thread = new Thread(action, "patience");
    thread.setDaemon(true);
    thread.start();
    try {
      thread.join(limit.getMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }
}
