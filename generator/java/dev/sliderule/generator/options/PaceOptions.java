package dev.sliderule.generator.options;

import dev.sliderule.common.Example;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** How fast the records go out, and how many. */
@Description("Pace (durations such as 500ms, 10s, 5m, 1h or ISO-8601)")
public interface PaceOptions extends PipelineOptions {
  @Description("Records in a batch, from 1 to 1000000; batch_number counts batches")
  @Example("100")
  @Default.Integer(10)
  int getBatchSize();

  void setBatchSize(int batchSize);

  @Description("Time from one batch to the next, unless --rate says otherwise")
  @Example("1s")
  @Default.String("10s")
  String getBatchInterval();

  void setBatchInterval(String batchInterval);

  @Description(
      "Records per second, from 0.001 to 100000, evenly spread; max for as fast as possible;"
          + " 0 for a batch every --batchInterval")
  @Example("250")
  @Default.String("0")
  String getRate();

  void setRate(String rate);

  @Description(
      "Records to send: a number, going round a CSV file as often as needed; -1 without end;"
          + " 0 without end if synthetic, every row once if csv")
  @Example("10000")
  @Default.Long(0)
  long getMaxRecords();

  void setMaxRecords(long maxRecords);
}
