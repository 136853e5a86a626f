package dev.sliderule.generator.options;

import dev.sliderule.common.Example;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** Deliberate trouble for the consumer. Shares lie between 0 and 1, together at most 1. */
@Description("Deliberate disorder (shares from 0 to 1, together at most 1)")
public interface DisorderOptions extends PipelineOptions {
  @Description("Share of records with an event time moved back by less than --outOfOrderBy")
  @Example("0.1")
  @Default.Double(0)
  double getOutOfOrderShare();

  void setOutOfOrderShare(double outOfOrderShare);

  @Description("How far out-of-order event times are moved back at most")
  @Example("5s")
  @Default.String("2s")
  String getOutOfOrderBy();

  void setOutOfOrderBy(String outOfOrderBy);

  @Description("Share of records with an event time moved back by --lateBy")
  @Example("0.01")
  @Default.Double(0)
  double getLateShare();

  void setLateShare(double lateShare);

  @Description("How far late event times are moved back")
  @Example("1m")
  @Default.String("20s")
  String getLateBy();

  void setLateBy(String lateBy);

  @Description("Share of records that a consumer cannot count: broken JSON, no value, no key ...")
  @Example("0.01")
  @Default.Double(0)
  double getMalformedShare();

  void setMalformedShare(double malformedShare);
}
