package dev.sliderule.pipeline.count;

import java.io.DataInput;
import java.io.IOException;
import java.util.Locale;

/**
 * Beam's {@link org.apache.beam.sdk.transforms.ApproximateUnique}: of all hashes of the keys, the
 * {@code sampleSize} largest are kept, and the estimate supposes that the others are as dense. The
 * numbers are Beam's own, to the last bit; the state is a sorted array instead of a tree of boxed
 * numbers that Java serialization writes.
 *
 * <p>Exact below {@code sampleSize} different keys; beyond, about 95 % of the estimates are within
 * {@code 2 / sqrt(sampleSize)} of the truth: 5 % for 1,600, 1 % for 40,000.
 */
public final class ApproximateUniqueCounter implements UniqueCounter {
  private static final long serialVersionUID = 1L;

  /** The smallest sample for which Beam gives an error bound. */
  private static final int MIN_SAMPLE_SIZE = 16;

  private final int sampleSize;

  private ApproximateUniqueCounter(int sampleSize) {
    this.sampleSize = sampleSize;
  }

  /**
   * The counter that keeps so many hashes.
   *
   * @param sampleSize number of hashes kept, at least {@value #MIN_SAMPLE_SIZE}
   * @throws IllegalArgumentException if there are fewer
   */
  public static ApproximateUniqueCounter ofSampleSize(int sampleSize) {
    if (sampleSize < MIN_SAMPLE_SIZE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "sampleSize is %d; expected %d or more", sampleSize, MIN_SAMPLE_SIZE));
    }
    return new ApproximateUniqueCounter(sampleSize);
  }

  /**
   * The counter whose estimates have at most this error, by Beam's formula {@code ceil(4 / error²)}
   * for the sample size.
   *
   * @param maxEstimationError from 0.01 to 0.5, as in Beam's transform
   * @throws IllegalArgumentException if it is out of that range
   */
  public static ApproximateUniqueCounter ofMaxEstimationError(double maxEstimationError) {
    if (!(maxEstimationError >= 0.01 && maxEstimationError <= 0.5)) {
      throw new IllegalArgumentException("expected 0.01 to 0.5 for APPROXIMATE_UNIQUE");
    }
    return ofSampleSize((int) Math.ceil(4.0 / (maxEstimationError * maxEstimationError)));
  }

  /** Number of hashes kept. */
  public int sampleSize() {
    return sampleSize;
  }

  @Override
  public UniqueSketch newSketch() {
    return new LargestHashesSketch(sampleSize);
  }

  @Override
  public UniqueSketch readFrom(DataInput in) throws IOException {
    return LargestHashesSketch.readFrom(sampleSize, in);
  }
}
