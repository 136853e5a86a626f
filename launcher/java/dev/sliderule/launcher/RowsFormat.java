package dev.sliderule.launcher;

import dev.sliderule.common.UsageException;
import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.pipeline.write.ResultRowCsv;
import dev.sliderule.pipeline.write.ResultRowJson;
import java.util.Arrays;

/** How rows are shown on the standard output. */
enum RowsFormat {
  /** A table for people, among lines that say how the run gets on. */
  TABLE {
    @Override
    String header() {
      return WindowTable.header() + System.lineSeparator();
    }

    @Override
    String line(ResultRow row) {
      return WindowTable.line(row) + System.lineSeparator();
    }
  },

  /** A JSON object a line, and nothing else. */
  JSON {
    @Override
    String header() {
      return "";
    }

    @Override
    String line(ResultRow row) {
      return ResultRowJson.format(row) + "\n";
    }
  },

  /** Comma-separated values with a header, and nothing else. */
  CSV {
    @Override
    String header() {
      return ResultRowCsv.header();
    }

    @Override
    String line(ResultRow row) {
      return ResultRowCsv.format(row);
    }
  };

  /** What comes before the first row, with the line's end. */
  abstract String header();

  /** A row, with the line's end. */
  abstract String line(ResultRow row);

  /**
   * The format that the option {@code --format} names.
   *
   * @throws UsageException if there is none of that name
   */
  static RowsFormat parse(String name) {
    return Arrays.stream(values())
        .filter(format -> format.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() -> UsageException.badOption("format", name, "expected table, json or csv"));
  }
}
