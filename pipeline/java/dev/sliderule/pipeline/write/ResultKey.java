package dev.sliderule.pipeline.write;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.util.Comparator;
import org.joda.time.Instant;

/** The identity of a {@link ResultRow}: its window and group. Ordered by window end, then group. */
@AutoValue
public abstract class ResultKey implements Comparable<ResultKey>, Serializable {
  private static final long serialVersionUID = 1L;

  private static final Comparator<ResultKey> ORDER =
      Comparator.comparing(ResultKey::windowEnd)
          .thenComparing(ResultKey::windowStart)
          .thenComparing(ResultKey::group);

  /** Start of the window, inclusive. */
  public abstract Instant windowStart();

  /** End of the window, exclusive. */
  public abstract Instant windowEnd();

  /** The group, as in {@link ResultRow#group}. */
  public abstract String group();

  public static ResultKey of(Instant windowStart, Instant windowEnd, String group) {
    return new AutoValue_ResultKey(windowStart, windowEnd, group);
  }

  @Override
  public int compareTo(ResultKey other) {
    return ORDER.compare(this, other);
  }
}
