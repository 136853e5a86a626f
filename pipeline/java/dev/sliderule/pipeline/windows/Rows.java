package dev.sliderule.pipeline.windows;

import dev.sliderule.pipeline.count.UniqueEstimate;
import dev.sliderule.pipeline.write.ResultRow;
import java.math.BigDecimal;
import java.math.MathContext;
import javax.annotation.Nullable;
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

  @Nullable
  private static BigDecimal average(Aggregate aggregate) {
    long amounts = aggregate.records() - aggregate.amountMissing();
    return amounts == 0
        ? null
        : aggregate.amountSum().divide(BigDecimal.valueOf(amounts), MathContext.DECIMAL64);
  }
}
