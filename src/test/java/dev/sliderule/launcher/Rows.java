package dev.sliderule.launcher;

import dev.sliderule.pipeline.write.ResultRow;
import java.math.BigDecimal;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Sample result rows: ten-second windows of a morning. */
final class Rows {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private Rows() {}

  /** A row of the window that starts {@code seconds} after noon. */
  static ResultRow.Builder at(int seconds) {
    Instant start = NOON.plus(Duration.standardSeconds(seconds));
    return ResultRow.builder()
        .setWindowStart(start)
        .setWindowEnd(start.plus(Duration.standardSeconds(10)))
        .setGroup("all")
        .setRecords(100)
        .setUnique(95)
        .setUniqueLow(95)
        .setUniqueHigh(95)
        .setUniqueMissing(0)
        .setAmountSum(new BigDecimal("12345.67"))
        .setAmountAvg(new BigDecimal("123.4567"))
        .setAmountMissing(0)
        .setSequenceMin(3L)
        .setSequenceMax(12L)
        .setPane(ResultRow.Pane.ON_TIME)
        .setRevision(0);
  }
}
