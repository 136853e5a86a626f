package dev.sliderule.generator.source;

import java.util.regex.Pattern;

/** The JSON type of all the cells of a CSV column. Empty cells are null in every column. */
enum ColumnType {
  NUMBER {
    @Override
    boolean fits(String cell) {
      return JSON_NUMBER.matcher(cell).matches();
    }

    @Override
    FieldValue notEmpty(String cell) {
      return FieldValue.number(cell);
    }
  },
  BOOLEAN {
    @Override
    boolean fits(String cell) {
      return cell.equalsIgnoreCase("true") || cell.equalsIgnoreCase("false");
    }

    @Override
    FieldValue notEmpty(String cell) {
      return FieldValue.bool(Boolean.parseBoolean(cell));
    }
  },
  TEXT {
    @Override
    boolean fits(String cell) {
      return true;
    }

    @Override
    FieldValue notEmpty(String cell) {
      return FieldValue.text(cell);
    }
  };

  // JSON knows no leading zeros, which is right for CSV: 02134 is a zip code and no number.
  private static final Pattern JSON_NUMBER =
      Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");

  /** Whether a cell that is not empty has this type. */
  abstract boolean fits(String cell);

  abstract FieldValue notEmpty(String cell);

  /** The value of a cell that is empty or fits. */
  FieldValue value(String cell) {
    return cell.isEmpty() ? FieldValue.nothing() : notEmpty(cell);
  }
}
