package dev.sliderule.pipeline.write;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.math.BigDecimal;
import javax.annotation.Nullable;
import org.joda.time.Instant;

/**
 * What one pane of one window says about one group. Rows are upserts: a row replaces every earlier
 * row with the same {@link #key}, in every sink.
 */
@AutoValue
public abstract class ResultRow implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Where in the life of its window a row was made. */
  public enum Pane {
    /** Before the watermark passed the end of the window: a first impression. */
    EARLY,
    /** When the watermark passed the end of the window. */
    ON_TIME,
    /** After that, because late records came within the allowed lateness. */
    LATE
  }

  /** Start of the window, inclusive. */
  public abstract Instant windowStart();

  /** End of the window, exclusive. */
  public abstract Instant windowEnd();

  /** {@code all}, or the values of the group-by fields, as in {@code product_category=Books}. */
  public abstract String group();

  /** Records counted in the window. */
  public abstract long records();

  /** Estimated number of distinct unique keys. */
  public abstract long unique();

  /** Lower end of the 95 % confidence interval of {@link #unique}. */
  public abstract long uniqueLow();

  /** Upper end of the 95 % confidence interval of {@link #unique}. */
  public abstract long uniqueHigh();

  /** Records counted whose unique key was missing or null; they are in no unique count. */
  public abstract long uniqueMissing();

  /** Exact sum of the amounts; zero if no record had one. */
  public abstract BigDecimal amountSum();

  /** Mean of the amounts that were there, to 16 significant digits; null if no record had one. */
  @Nullable
  public abstract BigDecimal amountAvg();

  /** Records counted whose amount was missing or null; they are neither in the sum nor the mean. */
  public abstract long amountMissing();

  /** Smallest sequence number (batch number); null if no record had one. */
  @Nullable
  public abstract Long sequenceMin();

  /** Largest sequence number (batch number); null if no record had one. */
  @Nullable
  public abstract Long sequenceMax();

  public abstract Pane pane();

  /** Index of the pane: 0 for the first row of a window and group, then one more for each. */
  public abstract long revision();

  /** What the row is about; a later row with an equal key replaces this one. */
  public ResultKey key() {
    return ResultKey.of(windowStart(), windowEnd(), group());
  }

  /** Of two rows with the same key, the one that replaces the other. */
  public static ResultRow later(ResultRow a, ResultRow b) {
    return b.revision() >= a.revision() ? b : a;
  }

  public static Builder builder() {
    return new AutoValue_ResultRow.Builder();
  }

  /** Builds rows; every property that is not nullable must be set. */
  @AutoValue.Builder
  public abstract static class Builder {
    public abstract Builder setWindowStart(Instant windowStart);

    public abstract Builder setWindowEnd(Instant windowEnd);

    public abstract Builder setGroup(String group);

    public abstract Builder setRecords(long records);

    public abstract Builder setUnique(long unique);

    public abstract Builder setUniqueLow(long uniqueLow);

    public abstract Builder setUniqueHigh(long uniqueHigh);

    public abstract Builder setUniqueMissing(long uniqueMissing);

    public abstract Builder setAmountSum(BigDecimal amountSum);

    public abstract Builder setAmountAvg(@Nullable BigDecimal amountAvg);

    public abstract Builder setAmountMissing(long amountMissing);

    public abstract Builder setSequenceMin(@Nullable Long sequenceMin);

    public abstract Builder setSequenceMax(@Nullable Long sequenceMax);

    public abstract Builder setPane(Pane pane);

    public abstract Builder setRevision(long revision);

    public abstract ResultRow build();
  }
}
