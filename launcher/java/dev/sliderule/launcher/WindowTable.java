package dev.sliderule.launcher;

import dev.sliderule.pipeline.write.ResultRow;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Pattern;
import org.joda.time.Instant;
import org.joda.time.format.DateTimeFormat;
import org.joda.time.format.DateTimeFormatter;

/** Result rows as lines of a table that is at most 80 columns wide. */
final class WindowTable {
  private static final DateTimeFormatter TIME = DateTimeFormat.forPattern("HH:mm:ss").withZoneUTC();
  private static final int GROUP_WIDTH = 12;
  private static final String LINE = "%-17s %s %5s %10s %8s %7s %9s %s";

  /** A name with the equals sign behind it, at the start or behind a comma that is not escaped. */
  private static final Pattern FIELD_NAME = Pattern.compile("(^|(?<!\\\\),)[^=]*?=");

  private static final String[] UNITS = {"k", "M", "G", "T", "P", "E"};
  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

  private WindowTable() {}

  /** The names of the columns. */
  static String header() {
    return String.format(
            Locale.ROOT,
            LINE,
            "window (UTC)",
            DisplayText.fit("group", GROUP_WIDTH),
            "count",
            "unique",
            "sum",
            "average",
            "batches",
            "")
        .stripTrailing();
  }

  /**
   * A row as a line: time of day of the window, group, records, unique count with its error (none
   * where it is exact), amounts, smallest and largest batch number, and a mark with the revision if
   * the row came late. Of a group the values are shown, without the names of their fields. Large
   * numbers are rounded, to 1.23M, where they do not fit.
   */
  static String line(ResultRow row) {
    return String.format(
            Locale.ROOT,
            LINE,
            time(row.windowStart()) + "–" + time(row.windowEnd()),
            DisplayText.fit(FIELD_NAME.matcher(row.group()).replaceAll("$1"), GROUP_WIDTH),
            number(BigDecimal.valueOf(row.records()), 5),
            unique(row),
            amount(row.amountSum(), 8),
            row.amountAvg() == null ? "-" : amount(row.amountAvg(), 7),
            batches(row),
            mark(row))
        .stripTrailing();
  }

  private static String time(Instant instant) {
    return TIME.print(instant);
  }

  private static String unique(ResultRow row) {
    long error = Math.max(row.uniqueHigh() - row.unique(), row.unique() - row.uniqueLow());
    String unique = Long.toString(row.unique());
    String full = error == 0 ? unique : unique + " ±" + error;
    if (full.length() <= 10) {
      return full;
    }
    String rounded = number(BigDecimal.valueOf(row.unique()), 5);
    return error == 0 ? rounded : rounded + "±" + number(BigDecimal.valueOf(error), 4);
  }

  private static String batches(ResultRow row) {
    if (row.sequenceMin() == null || row.sequenceMax() == null) {
      return "-";
    }
    String full = row.sequenceMin() + "–" + row.sequenceMax();
    if (full.length() <= 9) {
      return full;
    }
    return number(BigDecimal.valueOf(row.sequenceMin()), 4)
        + "–"
        + number(BigDecimal.valueOf(row.sequenceMax()), 4);
  }

  private static String mark(ResultRow row) {
    if (row.pane() == ResultRow.Pane.ON_TIME) {
      return "";
    }
    if (row.pane() == ResultRow.Pane.EARLY) {
      return "EARLY";
    }
    return row.revision() < 10 ? "LATE" + row.revision() : "LATE+";
  }

  private static String amount(BigDecimal amount, int width) {
    return number(amount.setScale(2, RoundingMode.HALF_EVEN), width);
  }

  /** The number in full, or if it is wider than that, rounded and with a unit. */
  private static String number(BigDecimal number, int width) {
    String full = number.toPlainString();
    if (full.length() <= width) {
      return full;
    }
    BigDecimal rest = number;
    String text = full;
    for (String unit : UNITS) {
      rest = rest.divide(THOUSAND);
      for (int digits = 5; digits >= 1 && rest.abs().compareTo(THOUSAND) < 0; digits--) {
        text =
            rest.round(new MathContext(digits, RoundingMode.HALF_EVEN))
                    .stripTrailingZeros()
                    .toPlainString()
                + unit;
        if (text.length() <= width) {
          return text;
        }
      }
    }
    return scientific(number, width);
  }

  /** Of numbers that no unit fits: as many digits as there is room for, and the exponent. */
  private static String scientific(BigDecimal number, int width) {
    String text = "";
    for (int digits = width; digits >= 1; digits--) {
      BigDecimal rounded = number.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      int exponent = rounded.precision() - rounded.scale() - 1;
      text = rounded.scaleByPowerOfTen(-exponent).stripTrailingZeros().toPlainString();
      text += "e" + exponent;
      if (text.length() <= width) {
        break;
      }
    }
    return text;
  }
}
