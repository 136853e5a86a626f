package dev.sliderule.spark;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Tells a backlog that only grows from one that comes and goes. It grows for a time if that time,
 * cut into {@value #PARTS} equal parts, has a higher minimum in each part than in the one before:
 * the job has caught up less and less.
 */
final class BacklogTrend {
  private static final int PARTS = 4;

  private final Duration memory;
  private final Deque<Sample> samples = new ArrayDeque<>();

  /**
   * A trend without samples.
   *
   * @param memory the longest time that can be asked for
   */
  BacklogTrend(Duration memory) {
    this.memory = memory;
  }

  /** Adds a sample; times only grow. */
  void add(Instant time, long backlog) {
    samples.addLast(new Sample(time, backlog));
    while (samples.getFirst().time.isBefore(time.minus(memory).minus(memory.dividedBy(PARTS)))) {
      samples.removeFirst();
    }
  }

  /** Whether the backlog has grown for the given time, up to the last sample. */
  boolean grewFor(Duration time) {
    if (samples.isEmpty()) {
      return false;
    }
    Instant end = samples.getLast().time;
    if (samples.getFirst().time.isAfter(end.minus(time))) {
      return false;
    }
    long[] minima = new long[PARTS];
    Arrays.fill(minima, Long.MAX_VALUE);
    for (Sample sample : samples) {
      long age = end.getMillis() - sample.time.getMillis();
      int part = PARTS - 1 - (int) (age * PARTS / time.getMillis());
      if (part >= 0) {
        minima[part] = Math.min(minima[part], sample.backlog);
      }
    }
    for (int part = 1; part < PARTS; part++) {
      if (minima[part] == Long.MAX_VALUE || minima[part] <= minima[part - 1]) {
        return false;
      }
    }
    return true;
  }

  private static final class Sample {
    final Instant time;
    final long backlog;

    Sample(Instant time, long backlog) {
      this.time = time;
      this.backlog = backlog;
    }
  }
}
