package dev.sliderule.pipeline.read;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that are written one value after the other. For one thread; its streams lock at each. */
final class PackWriter {
  private byte[] bytes = new byte[256];
  private int length;

  /** Writes a number in the fewest bytes; meant for those that are small and not negative. */
  void number(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  /** Writes a number that may as well be negative. */
  void signed(long value) {
    number((value << 1) ^ (value >> 63));
  }

  void text(String text) {
    bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  void bytes(byte[] value) {
    number(value.length);
    ensure(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }

  /** All that has been written. */
  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }
}
