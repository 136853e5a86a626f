package dev.sliderule.pipeline.event;

import java.math.BigDecimal;
import java.util.Locale;

/** JSON numbers as exact decimals of bounded size. */
final class JsonNumbers {
  /** Every finite IEEE 754 double fits; {@code 1e999999999}, whose sums would fill memory, not. */
  static final int MAX_EXPONENT = 400;

  private JsonNumbers() {}

  /**
   * Reads the text of a JSON number.
   *
   * @throws MalformedException with {@link MalformedReason#NUMBER_OUT_OF_RANGE} if it has too many
   *     digits before or after the decimal point
   */
  static BigDecimal parse(String field, String text) throws MalformedException {
    BigDecimal number;
    try {
      number = new BigDecimal(text);
    } catch (NumberFormatException e) {
      // It is a number, for the JSON parser says so; its exponent has more than 32 bits.
      throw outOfRange(field);
    }
    long digitsBeforePoint = (long) number.precision() - number.scale();
    if (Math.abs((long) number.scale()) > MAX_EXPONENT || digitsBeforePoint > MAX_EXPONENT) {
      throw outOfRange(field);
    }
    return number;
  }

  private static MalformedException outOfRange(String field) {
    return new MalformedException(
        MalformedReason.NUMBER_OUT_OF_RANGE,
        String.format(
            Locale.ROOT,
            "%s has more than %d digits before or after the decimal point",
            field,
            MAX_EXPONENT));
  }
}
