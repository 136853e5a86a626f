package dev.sliderule.testing.gcloud;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of an object that {@code storage cat --range} asks for. */
final class ByteRange {
  private static final Pattern RANGE = Pattern.compile("(?<start>\\d*)-(?<end>\\d*)");

  private ByteRange() {}

  static byte[] of(byte[] content, String range) {
    Matcher matcher = RANGE.matcher(range);
    if (!matcher.matches() || range.equals("-")) {
      throw Failure.usage(
          "argument --range: Expected a range of the form START-END, START- or -COUNT: [%s]",
          range);
    }
    if (matcher.group("start").isEmpty()) {
      long count = Long.parseLong(matcher.group("end"));
      return Arrays.copyOfRange(content, (int) Math.max(0, content.length - count), content.length);
    }
    long start = Long.parseLong(matcher.group("start"));
    if (start >= content.length) {
      throw Failure.of("HTTPError 416: The requested range cannot be satisfied.");
    }
    String last = matcher.group("end");
    long end = last.isEmpty() ? content.length : Math.min(content.length, Long.parseLong(last) + 1);
    return Arrays.copyOfRange(content, (int) start, (int) Math.max(start, end));
  }
}
