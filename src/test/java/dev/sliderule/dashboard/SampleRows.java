package dev.sliderule.dashboard;

import dev.sliderule.pipeline.write.ResultRow;
import java.math.BigDecimal;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Result rows of ten-second windows, one every five seconds from a noon on. */
final class SampleRows {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private SampleRows() {}

  /** The row of a window, on time, with an estimate. */
  static ResultRow.Builder row(int window, String group, long unique) {
    Instant start = NOON.plus(Duration.standardSeconds(5L * window));
    return ResultRow.builder()
        .setWindowStart(start)
        .setWindowEnd(start.plus(Duration.standardSeconds(10)))
        .setGroup(group)
        .setRecords(unique + 1000)
        .setUnique(unique)
        .setUniqueLow(unique - unique / 20)
        .setUniqueHigh(unique + unique / 20)
        .setUniqueMissing(0)
        .setAmountSum(new BigDecimal("98765.43"))
        .setAmountAvg(new BigDecimal("12.3456"))
        .setAmountMissing(0)
        .setSequenceMin(3L)
        .setSequenceMax(12L)
        .setPane(ResultRow.Pane.ON_TIME)
        .setRevision(0);
  }

  /** The row of a window that late records have refined. */
  static ResultRow.Builder late(int window, String group, long unique, long revision) {
    return row(window, group, unique).setPane(ResultRow.Pane.LATE).setRevision(revision);
  }
}
