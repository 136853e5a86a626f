package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.count.UniqueEstimate;
import dev.sliderule.pipeline.write.ResultRow;
import java.math.BigDecimal;
import java.math.MathContext;
import javax.annotation.Nullable;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.joda.time.Instant;

/** Result rows from aggregates. */
final class Rows {
  private Rows() {}

  static ResultRow of(
      Instant windowStart,
      Instant windowEnd,
      String group,
      Aggregate aggregate,
      ResultRow.Pane pane,
      long revision) {
    UniqueEstimate unique = aggregate.unique();
    return ResultRow.builder()
        .setWindowStart(windowStart)
        .setWindowEnd(windowEnd)
        .setGroup(group)
        .setRecords(aggregate.records())
        .setUnique(unique.value())
        .setUniqueLow(unique.low())
        .setUniqueHigh(unique.high())
        .setUniqueMissing(aggregate.uniqueMissing())
        .setAmountSum(aggregate.amountSum())
        .setAmountAvg(average(aggregate))
        .setAmountMissing(aggregate.amountMissing())
        .setSequenceMin(aggregate.sequenceMin())
        .setSequenceMax(aggregate.sequenceMax())
        .setPane(pane)
        .setRevision(revision)
        .build();
  }

  /** What rows call the timing of the pane that they come from. */
  static ResultRow.Pane pane(PaneInfo.Timing timing) {
    switch (timing) {
      case EARLY:
        return ResultRow.Pane.EARLY;
      case LATE:
        return ResultRow.Pane.LATE;
      default:
        return ResultRow.Pane.ON_TIME;
    }
  }

  @Nullable
  private static BigDecimal average(Aggregate aggregate) {
    long amounts = aggregate.records() - aggregate.amountMissing();
    return amounts == 0
        ? null
        : aggregate.amountSum().divide(BigDecimal.valueOf(amounts), MathContext.DECIMAL64);
  }
}
