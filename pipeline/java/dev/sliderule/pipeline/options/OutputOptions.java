package dev.sliderule.pipeline.options;

import dev.sliderule.common.Example;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** Where result rows go. */
@Description("Output")
public interface OutputOptions extends PipelineOptions {
  @Description(
      "Sinks for result rows, separated by commas: console, kafka (topic <topic>-results),"
          + " kafka:<topic>, jsonl:<directory>; topics are made compacted if missing")
  @Example("console,kafka:clicks-per-minute,jsonl:results/")
  @Default.String("console,kafka")
  String getOutput();

  void setOutput(String output);
}
