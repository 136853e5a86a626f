package dev.sliderule.dashboard;

import com.google.auto.value.AutoValue;
import dev.sliderule.pipeline.write.WriteDeadLetters;
import java.nio.charset.StandardCharsets;
import javax.annotation.Nullable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.joda.time.Instant;

/** A dead letter in the words of the page; what is unknown is null. */
@AutoValue
abstract class DeadLetter {
  private static final int VALUE_CHARS = 300;
  private static final int KEY_CHARS = 80;

  /** When it was written. */
  abstract Instant at();

  @Nullable
  abstract String reason();

  @Nullable
  abstract String detail();

  /** Topic of the record that it was. */
  @Nullable
  abstract String topic();

  @Nullable
  abstract String partition();

  @Nullable
  abstract String offset();

  /** Start of the key as text. */
  @Nullable
  abstract String key();

  /** Start of the value as text; null for a tombstone. */
  @Nullable
  abstract String value();

  static DeadLetter of(ConsumerRecord<byte[], byte[]> record) {
    Headers headers = record.headers();
    return new AutoValue_DeadLetter(
        Instant.ofEpochMilli(record.timestamp()),
        text(headers, WriteDeadLetters.REASON),
        text(headers, WriteDeadLetters.DETAIL),
        text(headers, WriteDeadLetters.TOPIC),
        text(headers, WriteDeadLetters.PARTITION),
        text(headers, WriteDeadLetters.OFFSET),
        text(record.key(), KEY_CHARS),
        text(record.value(), VALUE_CHARS));
  }

  @Nullable
  private static String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null ? null : text(header.value(), VALUE_CHARS);
  }

  /** The start of some UTF-8, with what is no text replaced. */
  @Nullable
  private static String text(@Nullable byte[] bytes, int chars) {
    if (bytes == null) {
      return null;
    }
    // No character has more than four bytes, so that a value of a megabyte need not be decoded.
    int enough = Math.min(bytes.length, 4 * (chars + 1));
    String text =
        new String(bytes, 0, enough, StandardCharsets.UTF_8)
            .codePoints()
            .map(c -> Character.isISOControl(c) && !Character.isWhitespace(c) ? '\uFFFD' : c)
            .limit(chars + 1L)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    int length = text.codePointCount(0, text.length());
    return length <= chars ? text : text.substring(0, text.offsetByCodePoints(0, chars)) + "…";
  }
}
