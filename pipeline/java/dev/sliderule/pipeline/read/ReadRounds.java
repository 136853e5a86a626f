package dev.sliderule.pipeline.read;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Where a job may be held before its next round of reading. A runner that reads in rounds asks the
 * source for its splits before each, in the process that drives the job.
 */
public final class ReadRounds {
  private static final ConcurrentMap<String, Runnable> BEFORE = new ConcurrentHashMap<>();

  private ReadRounds() {}

  /** Runs something before each round of a job; it may wait. */
  public static void before(String job, Runnable action) {
    BEFORE.put(job, action);
  }

  /** Takes back what was to run. */
  public static void forget(String job) {
    BEFORE.remove(job);
  }

  static void begin(String job) {
    Runnable action = BEFORE.get(job);
    if (action != null) {
      action.run();
    }
  }
}
