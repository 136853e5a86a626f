package dev.sliderule.generator.options;

import dev.sliderule.common.Example;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** The customers of the synthetic source, and how often each of them buys. */
@Description("Randomness (the same options always give the same records)")
public interface SyntheticOptions extends PipelineOptions {
  @Description("Seed of everything random; another seed gives other records")
  @Example("7")
  @Default.Long(1)
  long getSeed();

  void setSeed(long seed);

  @Description("Number of different customers of the synthetic source, 1 or more")
  @Example("50000")
  @Default.Integer(1000)
  int getCustomers();

  void setCustomers(int customers);

  @Description("How often customers buy: uniform (all alike) or zipf (a few of them most often)")
  @Example("zipf")
  @Default.String("uniform")
  String getPopularity();

  void setPopularity(String popularity);

  @Description(
      "How uneven zipf is, above 0 and at most 10; the n-th customer buys 1/n^this as often")
  @Example("1.2")
  @Default.Double(1.0)
  double getZipfExponent();

  void setZipfExponent(double zipfExponent);
}
