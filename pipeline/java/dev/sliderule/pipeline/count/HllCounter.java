package dev.sliderule.pipeline.count;

import java.io.DataInput;
import java.io.IOException;
import org.apache.datasketches.hll.HllSketch;

/**
 * HyperLogLog from Apache DataSketches. Small and fast: a sketch takes at most {@code 2^lgK} bytes
 * however many keys it has seen, and a few bytes a key while there are few. Nearly exact for small
 * counts; the error then grows to that of {@link #ofMaxEstimationError} and no further.
 */
public final class HllCounter implements UniqueCounter {
  private static final long serialVersionUID = 1L;

  private static final int MIN_LG_K = 4;
  private static final int MAX_LG_K = 21;

  /** Bounds of two standard deviations hold the truth with 95.4 % confidence. */
  static final int STANDARD_DEVIATIONS = 2;

  private final int lgK;

  private HllCounter(int lgK) {
    this.lgK = lgK;
  }

  /**
   * The smallest sketch whose error, at two standard deviations, is at most this.
   *
   * @param maxEstimationError from 0.0015 (2 MiB a sketch) to 0.5 (32 bytes)
   * @throws IllegalArgumentException if no sketch is that good, or that bad
   */
  public static HllCounter ofMaxEstimationError(double maxEstimationError) {
    if (maxEstimationError <= 0.5) {
      for (int lgK = MIN_LG_K; lgK <= MAX_LG_K; lgK++) {
        if (relativeError(lgK) <= maxEstimationError) {
          return new HllCounter(lgK);
        }
      }
    }
    throw new IllegalArgumentException(
        String.format(
            "maxEstimationError is %s; expected 0.0015 to 0.5 for HLL", maxEstimationError));
  }

  /** The larger of the two one-sided errors of a merged sketch. */
  private static double relativeError(int lgK) {
    return Math.max(
        Math.abs(HllSketch.getRelErr(true, true, lgK, STANDARD_DEVIATIONS)),
        Math.abs(HllSketch.getRelErr(false, true, lgK, STANDARD_DEVIATIONS)));
  }

  /** Binary logarithm of the number of registers, of a byte each. */
  public int lgK() {
    return lgK;
  }

  @Override
  public UniqueSketch newSketch() {
    return new HyperLogLogSketch(lgK);
  }

  @Override
  public UniqueSketch readFrom(DataInput in) throws IOException {
    return HyperLogLogSketch.readFrom(lgK, in);
  }
}
