package dev.sliderule.generator.pace;

import com.google.auto.value.AutoValue;

/** The indices of records that are due together: from one, inclusive, to another, exclusive. */
@AutoValue
public abstract class IndexRun {
  /** The first index. */
  public abstract long from();

  /** The index after the last one. */
  public abstract long to();

  /**
   * A run of at least one index.
   *
   * @throws IllegalArgumentException if it would be empty or start below 0
   */
  public static IndexRun of(long from, long to) {
    if (from < 0 || to <= from) {
      throw new IllegalArgumentException("not a run of indices: " + from + " to " + to);
    }
    return new AutoValue_IndexRun(from, to);
  }
}
