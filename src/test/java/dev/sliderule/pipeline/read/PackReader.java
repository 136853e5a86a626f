package dev.sliderule.pipeline.read;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what a {@link PackWriter} has written, in the same order. */
final class PackReader {
  private final byte[] bytes;
  private int position;

  PackReader(byte[] bytes) {
    this.bytes = bytes;
  }

  boolean hasMore() {
    return position < bytes.length;
  }

  long number() {
    long value = 0;
    int shift = 0;
    byte next;
    do {
      next = bytes[position++];
      value |= (next & 0x7FL) << shift;
      shift += 7;
    } while (next < 0);
    return value;
  }

  long signed() {
    long value = number();
    return (value >>> 1) ^ -(value & 1);
  }

  String text() {
    int length = (int) number();
    String text = new String(bytes, position, length, StandardCharsets.UTF_8);
    position += length;
    return text;
  }

  byte[] bytes() {
    int length = (int) number();
    position += length;
    return Arrays.copyOfRange(bytes, position - length, position);
  }
}
