package dev.sliderule.pipeline.resume;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.joda.time.Instant;

/**
 * For one partition: from which offset on one must read to get every record of a time or later.
 * Built from facts of the form "all records before this offset have event times up to this one",
 * which hold for ever. Keeps at most {@value #MAX_FACTS} of them; when there are more, it forgets
 * every other one, and of those to come keeps as few, so that an answer may be a little earlier
 * than necessary, but never later.
 */
final class OffsetsByEventTime {
  private static final int MAX_FACTS = 2_048;

  private final Deque<Fact> facts = new ArrayDeque<>();
  private long offset;
  private long end;

  /** How many facts that were added one that is kept stands for. */
  private long stride = 1;

  /** How many the last one stands for so far. */
  private long lastStandsFor;

  /**
   * Knows nothing yet.
   *
   * @param start where reading starts; no earlier record is asked for
   */
  OffsetsByEventTime(long start) {
    this.offset = start;
    this.end = start;
  }

  /**
   * Adds a fact; offsets and times of later facts must not be smaller.
   *
   * @param offset the offset after the last record read
   * @param maxEventTime the latest event time of all records before it
   */
  void add(long offset, Instant maxEventTime) {
    if (offset <= end) {
      return;
    }
    end = offset;
    boolean replaces =
        !facts.isEmpty()
            && (lastStandsFor < stride || facts.getLast().maxEventTime.equals(maxEventTime));
    if (replaces) {
      facts.removeLast();
    } else {
      lastStandsFor = 0;
    }
    lastStandsFor++;
    facts.add(new Fact(offset, maxEventTime));
    if (facts.size() > MAX_FACTS) {
      thinOut();
    }
  }

  /**
   * The offset from which on to read for records of a time or later; forgets what is only good for
   * earlier times, so that times must not become earlier from call to call.
   */
  long offsetFor(Instant time) {
    while (!facts.isEmpty() && facts.getFirst().maxEventTime.isBefore(time)) {
      offset = facts.removeFirst().offset;
    }
    if (facts.size() < MAX_FACTS / 4 && stride > 1) {
      stride /= 2;
    }
    return offset;
  }

  private void thinOut() {
    stride *= 2;
    List<Fact> all = new ArrayList<>(facts);
    facts.clear();
    for (int i = 0; i < all.size(); i++) {
      if (i % 2 == 0 || i == all.size() - 1) {
        facts.add(all.get(i));
      }
    }
  }

  int size() {
    return facts.size();
  }

  private static final class Fact {
    final long offset;
    final Instant maxEventTime;

    Fact(long offset, Instant maxEventTime) {
      this.offset = offset;
      this.maxEventTime = maxEventTime;
    }
  }
}
