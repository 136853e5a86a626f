package dev.sliderule.pipeline.options;

import dev.sliderule.common.Example;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** How different values are counted. */
@Description("Unique counts")
public interface EstimatorOptions extends PipelineOptions {
  @Description("How different values are counted: APPROXIMATE_UNIQUE (Beam's own estimate)")
  @Example("APPROXIMATE_UNIQUE")
  @Default.String("APPROXIMATE_UNIQUE")
  String getEstimator();

  void setEstimator(String estimator);

  @Description("Estimation error that about 95 % of the counts stay within, from 0.01 to 0.5")
  @Example("0.02")
  @Default.Double(0.05)
  double getMaxEstimationError();

  void setMaxEstimationError(double maxEstimationError);
}
