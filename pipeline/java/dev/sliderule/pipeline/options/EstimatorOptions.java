package dev.sliderule.pipeline.options;

import dev.sliderule.common.Example;
import javax.annotation.Nullable;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** How different values are counted. */
@Description("Unique counts")
public interface EstimatorOptions extends PipelineOptions {
  @Description(
      "How different values are counted: APPROXIMATE_UNIQUE (Beam's own estimate), HLL (Apache"
          + " DataSketches; smaller and faster) or EXACT (keeps every value: small data only)")
  @Example("HLL")
  @Default.String("APPROXIMATE_UNIQUE")
  String getEstimator();

  void setEstimator(String estimator);

  @Description(
      "Relative error that about 95 % of the counts stay within: from 0.01 (APPROXIMATE_UNIQUE) or"
          + " 0.0015 (HLL) to 0.5; 0.05 if none is given; not for EXACT")
  @Example("0.02")
  @Nullable
  Double getMaxEstimationError();

  void setMaxEstimationError(Double maxEstimationError);
}
