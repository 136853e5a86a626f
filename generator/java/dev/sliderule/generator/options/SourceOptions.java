package dev.sliderule.generator.options;

import dev.sliderule.common.Example;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** Where the records come from. */
@Description("Source of the records")
public interface SourceOptions extends PipelineOptions {
  @Description("synthetic makes customer transactions up; csv replays the rows of a file")
  @Example("csv")
  @Default.String("synthetic")
  String getSource();

  void setSource(String source);

  @Description("CSV file to replay, UTF-8, with column names in its first line; only with csv")
  @Example("generator/sample/customer-transactions.csv")
  @Default.String("")
  String getInput();

  void setInput(String input);
}
