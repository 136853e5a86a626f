package dev.sliderule.generator.write;

import dev.sliderule.generator.source.Randomness;
import java.io.Serializable;
import org.apache.commons.rng.UniformRandomProvider;
import org.joda.time.Duration;

/**
 * Which records are in deliberate disorder: a seed and a record's index say it. A record is in
 * disorder in one way at most.
 */
public final class Disorder implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long seed;
  private final double malformedShare;
  private final double lateShare;
  private final long lateMillis;
  private final double outOfOrderShare;
  private final long outOfOrderMillis;

  private Disorder(
      long seed,
      double malformedShare,
      double lateShare,
      long lateMillis,
      double outOfOrderShare,
      long outOfOrderMillis) {
    this.seed = seed;
    this.malformedShare = malformedShare;
    this.lateShare = lateShare;
    this.lateMillis = lateMillis;
    this.outOfOrderShare = outOfOrderShare;
    this.outOfOrderMillis = outOfOrderMillis;
  }

  /** No disorder at all. */
  public static Disorder none(long seed) {
    return new Disorder(seed, 0, 0, 0, 0, 0);
  }

  /** This, and a share of records that are malformed. */
  public Disorder withMalformed(double share) {
    return new Disorder(seed, share, lateShare, lateMillis, outOfOrderShare, outOfOrderMillis);
  }

  /** This, and a share of records whose event time is moved back by {@code lateBy}. */
  public Disorder withLate(double share, Duration lateBy) {
    return new Disorder(
        seed, malformedShare, share, lateBy.getMillis(), outOfOrderShare, outOfOrderMillis);
  }

  /** This, and a share of records whose event time is moved back by up to {@code atMost}. */
  public Disorder withOutOfOrder(double share, Duration atMost) {
    return new Disorder(seed, malformedShare, lateShare, lateMillis, share, atMost.getMillis());
  }

  /** What happens to the record at {@code index}. */
  Fate fateOf(long index) {
    UniformRandomProvider random = Randomness.DISORDER.at(seed, index);
    double draw = random.nextDouble();
    if (draw < malformedShare) {
      return Fate.malformed();
    }
    if (draw < malformedShare + lateShare) {
      return Fate.movedBack(lateMillis);
    }
    if (draw < malformedShare + lateShare + outOfOrderShare) {
      return Fate.movedBack((long) (random.nextDouble() * outOfOrderMillis));
    }
    return Fate.movedBack(0);
  }

  /** What happens to one record. */
  static final class Fate {
    private final boolean malformed;
    private final long movedBackMillis;

    private Fate(boolean malformed, long movedBackMillis) {
      this.malformed = malformed;
      this.movedBackMillis = movedBackMillis;
    }

    static Fate malformed() {
      return new Fate(true, 0);
    }

    static Fate movedBack(long millis) {
      return new Fate(false, millis);
    }

    boolean isMalformed() {
      return malformed;
    }

    /** How far the event time is moved back. */
    long movedBackMillis() {
      return movedBackMillis;
    }
  }
}
