package dev.sliderule.common;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** What a job says about itself while it runs. */
@Description("Status")
public interface StatusOptions extends PipelineOptions {
  @Description(
      "Time from one look at the progress to the next; a line on the standard error says what has"
          + " changed")
  @Example("1m")
  @Default.String("10s")
  String getStatusInterval();

  void setStatusInterval(String statusInterval);
}
