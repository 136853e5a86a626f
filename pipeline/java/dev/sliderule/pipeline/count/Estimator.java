package dev.sliderule.pipeline.count;

import javax.annotation.Nullable;

/** The ways to count different keys that a user can choose from. */
public enum Estimator {
  /** Beam's own estimate, by a sample of the largest hashes. */
  APPROXIMATE_UNIQUE {
    @Override
    UniqueCounter ofMaxEstimationError(double error) {
      return ApproximateUniqueCounter.ofMaxEstimationError(error);
    }
  },
  /** HyperLogLog from Apache DataSketches. */
  HLL {
    @Override
    UniqueCounter ofMaxEstimationError(double error) {
      return HllCounter.ofMaxEstimationError(error);
    }
  },
  /** Every key is kept. */
  EXACT {
    @Override
    UniqueCounter ofMaxEstimationError(double error) {
      throw new IllegalArgumentException(
          "EXACT has no error; leave maxEstimationError out, or choose another estimator");
    }

    @Override
    UniqueCounter ofDefaultError() {
      return ExactCounter.create();
    }
  };

  /** The error that estimators have unless told otherwise. */
  public static final double DEFAULT_ERROR = 0.05;

  abstract UniqueCounter ofMaxEstimationError(double error);

  UniqueCounter ofDefaultError() {
    return ofMaxEstimationError(DEFAULT_ERROR);
  }

  /**
   * The counter that counts this way.
   *
   * @param maxEstimationError relative error that about 95 % of the counts stay within; null for
   *     {@value #DEFAULT_ERROR}, or none with {@link #EXACT}
   * @throws IllegalArgumentException if the estimator cannot have that error
   */
  public UniqueCounter counter(@Nullable Double maxEstimationError) {
    return maxEstimationError == null ? ofDefaultError() : ofMaxEstimationError(maxEstimationError);
  }
}
