package dev.sliderule.generator;

import dev.sliderule.common.Command;
import dev.sliderule.common.ExitCode;
import dev.sliderule.common.OptionsHelp;
import dev.sliderule.common.OptionsParser;
import dev.sliderule.common.UsageException;
import dev.sliderule.generator.options.SampleDataOptions;
import dev.sliderule.generator.source.FieldValue;
import dev.sliderule.generator.source.RecordCursor;
import dev.sliderule.generator.source.RecordSource;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Writes transactions of the synthetic source to a CSV file, the fields of a transaction as its
 * columns. The same options always give the same bytes.
 */
public final class SampleData {
  private static final String USAGE = "sample-data [--OPTION=VALUE ...]";
  private static final CSVFormat FORMAT =
      CSVFormat.Builder.create(CSVFormat.RFC4180).setRecordSeparator('\n').get();

  private SampleData() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /**
   * Writes the file.
   *
   * @return the exit code
   */
  public static int run(String... args) {
    if (OptionsParser.asksForHelp(args)) {
      System.out.print(OptionsHelp.format(USAGE, SampleDataOptions.GROUPS));
      return ExitCode.OK;
    }
    return Command.run(
        System.err,
        () -> {
          SampleDataOptions options = OptionsParser.parse(SampleDataOptions.class, args);
          write(options);
          System.err.printf("%d rows are in %s%n", options.getRows(), options.getSampleFile());
          return ExitCode.OK;
        });
  }

  private static void write(SampleDataOptions options) {
    if (options.getSampleFile().isBlank()) {
      throw UsageException.badOption(
          "sampleFile", options.getSampleFile(), "it is required; expected the file to write");
    }
    if (options.getRows() < 1) {
      throw UsageException.badOption("rows", options.getRows(), "expected at least 1 row");
    }
    RecordSource source = GeneratorSettings.syntheticSource(options);
    Path file = Paths.get(options.getSampleFile());
    if (Files.isRegularFile(file) && !options.isReplace()) {
      throw UsageException.badOption(
          "sampleFile",
          file,
          "the file exists; expected the name of a new one, or --replace=true to lose what is in"
              + " it");
    }
    try (Writer writer = Files.newBufferedWriter(file);
        CSVPrinter csv = new CSVPrinter(writer, FORMAT);
        RecordCursor records = source.open()) {
      csv.printRecord(source.fieldNames());
      for (int row = 0; row < options.getRows(); row++) {
        csv.printRecord(
            records.at(row).values().stream()
                .map(FieldValue::text)
                .collect(Collectors.toUnmodifiableList()));
      }
    } catch (IOException e) {
      throw new UsageException(
          String.format(
              "--sampleFile=%s is bad: it cannot be written (%s); expected a file in a directory"
                  + " that exists",
              file, Command.rootMessage(e)),
          e);
    }
  }
}
