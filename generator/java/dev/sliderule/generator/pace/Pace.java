package dev.sliderule.generator.pace;

import java.io.Serializable;
import org.joda.time.Duration;

/**
 * When each record is due. Records are numbered from 0; times are milliseconds since the start. A
 * generator that has fallen behind sends all that is due at once, so that the pace holds on
 * average.
 */
public abstract class Pace implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Batches of {@code batchSize} records, the first at the start and another after each {@code
   * interval}.
   *
   * @throws IllegalArgumentException if either is not positive
   */
  public static Pace batches(int batchSize, Duration interval) {
    return new Batches(batchSize, interval.getMillis());
  }

  /**
   * Single records, evenly spread.
   *
   * @param recordsPerSecond above 0; fractions allowed
   * @throws IllegalArgumentException if it is not
   */
  public static Pace rate(double recordsPerSecond) {
    return new Rate(recordsPerSecond);
  }

  /** Everything at once. */
  public static Pace max() {
    return new Max();
  }

  /** The time at which the record {@code index} is due; never falls as the index rises. */
  public abstract long dueMillis(long index);

  /** How many records are due at {@code elapsedMillis}: those with a smaller index than this. */
  public abstract long dueCount(long elapsedMillis);

  private static void check(boolean rule, String message) {
    if (!rule) {
      throw new IllegalArgumentException(message);
    }
  }

  private static final class Batches extends Pace {
    private static final long serialVersionUID = 1L;

    private final int batchSize;
    private final long intervalMillis;

    Batches(int batchSize, long intervalMillis) {
      check(batchSize > 0, "a batch needs at least one record");
      check(intervalMillis > 0, "batches need an interval longer than zero");
      this.batchSize = batchSize;
      this.intervalMillis = intervalMillis;
    }

    @Override
    public long dueMillis(long index) {
      long batch = index / batchSize;
      return batch > Long.MAX_VALUE / intervalMillis ? Long.MAX_VALUE : batch * intervalMillis;
    }

    @Override
    public long dueCount(long elapsedMillis) {
      return elapsedMillis < 0 ? 0 : (elapsedMillis / intervalMillis + 1) * batchSize;
    }

    @Override
    public String toString() {
      return batchSize + " records every " + intervalMillis + " ms";
    }
  }

  private static final class Rate extends Pace {
    private static final long serialVersionUID = 1L;

    private final double perSecond;

    Rate(double perSecond) {
      check(
          perSecond > 0 && perSecond < Double.POSITIVE_INFINITY,
          "a rate must be above zero and finite");
      this.perSecond = perSecond;
    }

    @Override
    public long dueMillis(long index) {
      return (long) (index * 1000.0 / perSecond);
    }

    @Override
    public long dueCount(long elapsedMillis) {
      if (elapsedMillis < 0) {
        return 0;
      }
      long count = (long) Math.ceil((elapsedMillis + 1) * perSecond / 1000.0);
      // Rounding may put the estimate one off what dueMillis says, and dueMillis decides.
      while (dueMillis(count) <= elapsedMillis) {
        count++;
      }
      while (dueMillis(count - 1) > elapsedMillis) {
        count--;
      }
      return count;
    }

    @Override
    public String toString() {
      return perSecond + " records per second";
    }
  }

  private static final class Max extends Pace {
    private static final long serialVersionUID = 1L;

    @Override
    public long dueMillis(long index) {
      return 0;
    }

    @Override
    public long dueCount(long elapsedMillis) {
      return elapsedMillis < 0 ? 0 : Long.MAX_VALUE;
    }

    @Override
    public String toString() {
      return "as fast as possible";
    }
  }
}
