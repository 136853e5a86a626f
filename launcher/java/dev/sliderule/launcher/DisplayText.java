package dev.sliderule.launcher;

import java.util.Arrays;

/**
 * Text as a terminal shows it: letters of East Asia and emoji are two columns wide, marks that
 * combine with the letter before are none.
 */
final class DisplayText {
  private static final int VARIATION_AS_EMOJI = 0xFE0F;

  /** First and last of the code points that are wide, by Unicode's East Asian Width and emoji. */
  private static final int[][] WIDE = {
    {0x1100, 0x115F},
    {0x231A, 0x231B},
    {0x2329, 0x232A},
    {0x23E9, 0x23F3},
    {0x25FD, 0x25FE},
    {0x2614, 0x2615},
    {0x2630, 0x2637},
    {0x2648, 0x2653},
    {0x267F, 0x267F},
    {0x268A, 0x2693},
    {0x26A1, 0x26A1},
    {0x26AA, 0x26AB},
    {0x26BD, 0x26BE},
    {0x26C4, 0x26C5},
    {0x26CE, 0x26D4},
    {0x26EA, 0x26EA},
    {0x26F2, 0x26F5},
    {0x26FA, 0x26FD},
    {0x2705, 0x2705},
    {0x270A, 0x270B},
    {0x2728, 0x2728},
    {0x274C, 0x274E},
    {0x2753, 0x2757},
    {0x2795, 0x2797},
    {0x27B0, 0x27BF},
    {0x2B1B, 0x2B1C},
    {0x2B50, 0x2B55},
    {0x2E80, 0x303E},
    {0x3041, 0xA4CF},
    {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},
    {0xFE10, 0xFE19},
    {0xFE30, 0xFE6F},
    {0xFF01, 0xFF60},
    {0xFFE0, 0xFFE6},
    {0x16FE0, 0x1B2FF},
    {0x1F004, 0x1F004},
    {0x1F0CF, 0x1F0CF},
    {0x1F18E, 0x1F19A},
    {0x1F200, 0x1F64F},
    {0x1F680, 0x1F6FF},
    {0x1F7E0, 0x1F7F0},
    {0x1F90C, 0x1F9FF},
    {0x1FA70, 0x1FAFF},
    {0x20000, 0x3FFFD},
  };

  private DisplayText() {}

  /** How many columns a text takes. */
  static int width(String text) {
    int width = 0;
    int last = 0;
    for (int codePoint : text.codePoints().toArray()) {
      int columns = columns(codePoint, last);
      width += columns;
      last = columns > 0 ? columns : last;
    }
    return width;
  }

  /**
   * The text in exactly so many columns: filled up with blanks, or cut, with an ellipsis in place
   * of what is cut off. What would move the cursor or turn the direction is left out.
   */
  static String fit(String text, int width) {
    String shown = printable(text);
    if (width(shown) > width) {
      StringBuilder cut = new StringBuilder();
      for (int codePoint : shown.codePoints().toArray()) {
        int length = cut.length();
        cut.appendCodePoint(codePoint);
        if (width(cut.toString()) > width - 1) {
          cut.setLength(length);
          break;
        }
      }
      shown = cut + "…";
    }
    return shown + " ".repeat(width - width(shown));
  }

  private static String printable(String text) {
    return text.codePoints()
        .filter(codePoint -> !isControl(codePoint))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isControl(int codePoint) {
    switch (Character.getType(codePoint)) {
      case Character.CONTROL:
      case Character.FORMAT:
      case Character.LINE_SEPARATOR:
      case Character.PARAGRAPH_SEPARATOR:
      case Character.SURROGATE:
        return true;
      default:
        return false;
    }
  }

  private static int columns(int codePoint, int lastColumns) {
    if (codePoint == VARIATION_AS_EMOJI) {
      return lastColumns == 1 ? 1 : 0;
    }
    switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK:
      case Character.ENCLOSING_MARK:
        return 0;
      default:
        boolean wide =
            Arrays.stream(WIDE).anyMatch(range -> range[0] <= codePoint && codePoint <= range[1]);
        return wide ? 2 : 1;
    }
  }
}
