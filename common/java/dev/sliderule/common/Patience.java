package dev.sliderule.common;

import org.joda.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for what may hang, but not for ever. */
public final class Patience {
  private static final Logger LOG = LoggerFactory.getLogger(Patience.class);

  private Patience() {}

  /**
   * Runs {@code action} in a thread of its own, which is left behind if it takes too long. If the
   * action fails, the log says so.
   *
   * @return whether the action has ended within {@code limit}, well or not
   */
  public static boolean endsWithin(Duration limit, Runnable action) {
    Thread thread =
        new Thread(
            () -> {
              try {
                action.run();
              } catch (Throwable e) {
                LOG.warn(
                    "What was to end in an orderly way has failed: {}", Command.rootMessage(e));
                LOG.debug("What was to end in an orderly way has failed", e);
              }
            },
            "patience");
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
