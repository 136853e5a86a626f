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
          + " kafka:<topic>, jsonl:<directory>, csv:<directory>, jdbc:postgresql://<host>/<database>;"
          + " topics are made compacted if missing, files hold the final row of each window and"
          + " group, a table is made if missing")
  @Example("console,kafka:clicks-per-minute,csv:results/")
  @Default.String("console,kafka")
  String getOutput();

  void setOutput(String output);

  @Description(
      "File with the properties user and password for the database of --output; without it,"
          + " PGUSER and PGPASSWORD of the environment count")
  @Example("/etc/sliderule/database.properties")
  @Default.String("")
  String getJdbcCredentials();

  void setJdbcCredentials(String jdbcCredentials);

  @Description("Table for the rows in that database, with its schema if it is not the default one")
  @Example("reports.unique_counts")
  @Default.String("unique_counts")
  String getJdbcTable();

  void setJdbcTable(String jdbcTable);

  @Description("How long that database may be away before the job ends")
  @Example("30m")
  @Default.String("5m")
  String getJdbcTimeout();

  void setJdbcTimeout(String jdbcTimeout);
}
