package dev.sliderule.generator.options;

import dev.sliderule.common.Example;
import java.util.List;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** Options of the command that writes a sample CSV file. */
@Description("Sample file")
public interface SampleDataOptions extends SyntheticOptions {
  /** The option groups in the order in which {@code --help} shows them. */
  List<Class<?>> GROUPS = List.of(SampleDataOptions.class, SyntheticOptions.class);

  @Description("CSV file to write; it must not exist yet, unless it is to be replaced")
  @Example("my-sample.csv")
  @Default.String("customer-transactions.csv")
  String getSampleFile();

  void setSampleFile(String sampleFile);

  @Description("Whether to replace the file if it exists, whatever is in it")
  @Example("true")
  @Default.Boolean(false)
  boolean isReplace();

  void setReplace(boolean replace);

  @Description("Number of rows, 1 or more")
  @Example("50")
  @Default.Integer(1200)
  int getRows();

  void setRows(int rows);
}
