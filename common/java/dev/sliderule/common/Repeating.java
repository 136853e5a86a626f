package dev.sliderule.common;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.joda.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something again and again, in a daemon thread of its own, until it is closed. A turn that
 * fails is logged, and the next one comes all the same; the JDK's own timers end without a word.
 */
public final class Repeating implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Repeating.class);

  private final String name;
  private final Runnable turn;
  private final ScheduledExecutorService executor;
  private String lastFailure = "";

  private Repeating(String name, Runnable turn) {
    this.name = name;
    this.turn = turn;
    this.executor =
        Executors.newSingleThreadScheduledExecutor(
            body -> {
              Thread thread = new Thread(body, name);
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts with a first turn at once.
   *
   * @param name of the thread, which the log speaks of
   * @param pause from the end of one turn to the start of the next
   */
  @SuppressWarnings("FutureReturnValueIgnored") // It never fails and ends with the executor.
  public static Repeating start(String name, Duration pause, Runnable turn) {
    Repeating repeating = new Repeating(name, turn);
    repeating.executor.scheduleWithFixedDelay(
        repeating::run, 0, pause.getMillis(), TimeUnit.MILLISECONDS);
    return repeating;
  }

  /** Runs one turn. It catches errors too, as the executor runs no further turn after one. */
  private void run() {
    try {
      turn.run();
      lastFailure = "";
    } catch (Throwable e) {
      String failure = Command.rootMessage(e);
      if (!executor.isShutdown() && !failure.equals(lastFailure)) {
        LOG.warn("{} failed and tries again: {}", name, failure);
        lastFailure = failure;
      }
      LOG.debug("{} failed", name, e);
    }
  }

  /** Lets no more turn begin; one that has begun goes on to its end. */
  @Override
  public void close() {
    executor.shutdown();
  }
}
