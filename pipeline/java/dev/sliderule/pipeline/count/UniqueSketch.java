package dev.sliderule.pipeline.count;

import java.io.DataOutput;
import java.io.IOException;

/**
 * What is remembered of the keys seen so far, enough to estimate how many different ones there
 * were. Order and repetition of keys and merges make no difference to the estimate. Mutable and not
 * thread-safe: a sketch that somebody else may hold must not be added to.
 */
public interface UniqueSketch {

  /** Notes a key. */
  void add(String key);

  /**
   * Notes all keys that {@code other} has seen, which stays as it is.
   *
   * @param other a sketch of the same counter
   */
  void merge(UniqueSketch other);

  /** A sketch with the same contents that shares no state with this one. */
  UniqueSketch copy();

  /** The number of different keys seen, with its bounds. */
  UniqueEstimate estimate();

  /** Writes the sketch; equal contents give equal bytes. */
  void writeTo(DataOutput out) throws IOException;
}
