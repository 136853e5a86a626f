package dev.sliderule.pipeline.write;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import javax.annotation.Nullable;
import org.apache.commons.csv.CSVFormat;

/**
 * The CSV form of result rows, as RFC 4180 has it: lines end in CR LF, and a value with a comma, a
 * quote or a line's end is in quotes. Columns, and how values are written, are those of {@link
 * ResultRowJson}; what is null there is empty.
 */
public final class ResultRowCsv {
  private static final CSVFormat FORMAT = CSVFormat.RFC4180;

  private ResultRowCsv() {}

  /** The names of the columns, with the line's end. */
  public static String header() {
    return line(
        List.of(
            "windowStart",
            "windowEnd",
            "group",
            "records",
            "unique",
            "uniqueLow",
            "uniqueHigh",
            "uniqueMissing",
            "amountSum",
            "amountAvg",
            "amountMissing",
            "sequenceMin",
            "sequenceMax",
            "pane",
            "revision"));
  }

  /** The row, with the line's end. */
  public static String format(ResultRow row) {
    return line(
        List.of(
            row.windowStart().toString(),
            row.windowEnd().toString(),
            row.group(),
            row.records(),
            row.unique(),
            row.uniqueLow(),
            row.uniqueHigh(),
            row.uniqueMissing(),
            row.amountSum().toPlainString(),
            amount(row.amountAvg()),
            row.amountMissing(),
            number(row.sequenceMin()),
            number(row.sequenceMax()),
            row.pane().name(),
            row.revision()));
  }

  private static String amount(@Nullable BigDecimal amount) {
    return amount == null ? "" : amount.toPlainString();
  }

  private static String number(@Nullable Long number) {
    return number == null ? "" : number.toString();
  }

  private static String line(List<?> values) {
    StringBuilder line = new StringBuilder();
    try {
      FORMAT.printRecord(line, values.toArray());
    } catch (IOException e) {
      throw new IllegalStateException("A StringBuilder takes everything", e);
    }
    return line.toString();
  }
}
