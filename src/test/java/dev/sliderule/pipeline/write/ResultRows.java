package dev.sliderule.pipeline.write;

import java.math.BigDecimal;
import org.joda.time.Instant;

/** Rows for tests. */
final class ResultRows {
  static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
  static final Instant END = Instant.parse("2026-01-31T12:00:10Z");

  private ResultRows() {}

  /** A row in which every value is another one. */
  static ResultRow.Builder full() {
    return ResultRow.builder()
        .setWindowStart(START)
        .setWindowEnd(END)
        .setGroup("city=Köln,kind=\"a\\\\b\"")
        .setRecords(1)
        .setUnique(2)
        .setUniqueLow(3)
        .setUniqueHigh(4)
        .setUniqueMissing(5)
        .setAmountSum(new BigDecimal("6.70"))
        .setAmountAvg(new BigDecimal("8.9"))
        .setAmountMissing(10)
        .setSequenceMin(-11L)
        .setSequenceMax(12L)
        .setPane(ResultRow.Pane.LATE)
        .setRevision(13);
  }

  /** A row without what can be missing. */
  static ResultRow.Builder sparse() {
    return full()
        .setGroup("all")
        .setAmountSum(BigDecimal.ZERO)
        .setAmountAvg(null)
        .setSequenceMin(null)
        .setSequenceMax(null)
        .setPane(ResultRow.Pane.ON_TIME)
        .setRevision(0);
  }
}
