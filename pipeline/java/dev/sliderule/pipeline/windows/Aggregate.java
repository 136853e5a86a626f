package dev.sliderule.pipeline.windows;

import dev.sliderule.pipeline.count.UniqueEstimate;
import dev.sliderule.pipeline.count.UniqueSketch;
import dev.sliderule.pipeline.event.Event;
import java.math.BigDecimal;
import javax.annotation.Nullable;

/**
 * What is known of a set of events: counts, exact sum, extremes of the sequence, and the sketch of
 * the unique keys. Mutable; whoever adds to an aggregate must be the only one to hold it.
 */
public final class Aggregate {
  private final UniqueSketch unique;
  private long records;
  private long uniqueMissing;
  private long amountMissing;
  private BigDecimal amountSum = BigDecimal.ZERO;
  private Long sequenceMin;
  private Long sequenceMax;

  Aggregate(UniqueSketch emptySketch) {
    this.unique = emptySketch;
  }

  /** An aggregate with the contents given; the sequence extremes are both null or both not. */
  Aggregate(
      UniqueSketch unique,
      long records,
      long uniqueMissing,
      long amountMissing,
      BigDecimal amountSum,
      @Nullable Long sequenceMin,
      @Nullable Long sequenceMax) {
    this.unique = unique;
    this.records = records;
    this.uniqueMissing = uniqueMissing;
    this.amountMissing = amountMissing;
    this.amountSum = amountSum;
    this.sequenceMin = sequenceMin;
    this.sequenceMax = sequenceMax;
  }

  void add(Event event) {
    records++;
    if (event.uniqueKey() == null) {
      uniqueMissing++;
    } else {
      unique.add(event.uniqueKey());
    }
    if (event.amount() == null) {
      amountMissing++;
    } else {
      amountSum = amountSum.add(event.amount());
    }
    if (event.sequence() != null) {
      addSequence(event.sequence(), event.sequence());
    }
  }

  /** Adds all of {@code other}, which stays as it is. */
  void merge(Aggregate other) {
    records += other.records;
    uniqueMissing += other.uniqueMissing;
    amountMissing += other.amountMissing;
    amountSum = amountSum.add(other.amountSum);
    if (other.sequenceMin != null) {
      addSequence(other.sequenceMin, other.sequenceMax);
    }
    unique.merge(other.unique);
  }

  /** An aggregate with the same contents that shares no state with this one. */
  Aggregate copy() {
    return new Aggregate(
        unique.copy(), records, uniqueMissing, amountMissing, amountSum, sequenceMin, sequenceMax);
  }

  private void addSequence(Long min, Long max) {
    sequenceMin = sequenceMin == null || min < sequenceMin ? min : sequenceMin;
    sequenceMax = sequenceMax == null || max > sequenceMax ? max : sequenceMax;
  }

  /** Number of events. */
  public long records() {
    return records;
  }

  /** Number of events without a unique key. */
  public long uniqueMissing() {
    return uniqueMissing;
  }

  /** Number of events without an amount. */
  public long amountMissing() {
    return amountMissing;
  }

  /** Exact sum of the amounts; its scale is the largest of theirs. */
  public BigDecimal amountSum() {
    return amountSum;
  }

  /** Smallest sequence number; null if no event had one. */
  @Nullable
  public Long sequenceMin() {
    return sequenceMin;
  }

  /** Largest sequence number; null if no event had one. */
  @Nullable
  public Long sequenceMax() {
    return sequenceMax;
  }

  /** Number of different unique keys. */
  public UniqueEstimate unique() {
    return unique.estimate();
  }

  UniqueSketch sketch() {
    return unique;
  }
}
