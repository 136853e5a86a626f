package dev.sliderule.generator.source;

import java.io.Serializable;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.DiscreteUniformSampler;
import org.apache.commons.rng.sampling.distribution.RejectionInversionZipfSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateDiscreteSampler;

/** How often each customer buys. */
public abstract class Popularity implements Serializable {
  private static final long serialVersionUID = 1L;

  // Made on first use: setting one up costs time, and none can be serialized.
  private transient SharedStateDiscreteSampler sampler;

  /** All customers alike. */
  public static Popularity uniform(int customers) {
    return new Uniform(customers);
  }

  /**
   * Customer n buys in proportion to {@code 1 / n^exponent}.
   *
   * @param exponent above 0
   */
  public static Popularity zipf(int customers, double exponent) {
    return new Zipf(customers, exponent);
  }

  /** Draws the number of a customer, from 1. Not for several threads. */
  int draw(UniformRandomProvider random) {
    if (sampler == null) {
      sampler = sampler(random);
    }
    return sampler.withUniformRandomProvider(random).sample();
  }

  abstract SharedStateDiscreteSampler sampler(UniformRandomProvider random);

  private static final class Uniform extends Popularity {
    private static final long serialVersionUID = 1L;
    private final int customers;

    Uniform(int customers) {
      this.customers = customers;
    }

    @Override
    SharedStateDiscreteSampler sampler(UniformRandomProvider random) {
      return DiscreteUniformSampler.of(random, 1, customers);
    }
  }

  private static final class Zipf extends Popularity {
    private static final long serialVersionUID = 1L;
    private final int customers;
    private final double exponent;

    Zipf(int customers, double exponent) {
      this.customers = customers;
      this.exponent = exponent;
    }

    @Override
    SharedStateDiscreteSampler sampler(UniformRandomProvider random) {
      return RejectionInversionZipfSampler.of(random, customers, exponent);
    }
  }
}
