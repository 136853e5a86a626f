package dev.sliderule.pipeline.event;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.regex.Pattern;
import org.joda.time.Instant;

/**
 * Event times as producers write them: epoch seconds (with a fraction) or milliseconds, as a number
 * or as text of at least nine digits; ISO-8601 with an offset or without (then UTC), a blank
 * instead of the T, or a date alone (its midnight in UTC).
 */
final class EventTimes {
  /**
   * Smaller numbers are seconds, from here on they are milliseconds: as seconds, this is the year
   * 5138; as milliseconds, March 1973.
   */
  private static final BigDecimal FIRST_MILLIS = BigDecimal.valueOf(100_000_000_000L);

  private static final BigDecimal MAX_MILLIS = BigDecimal.valueOf(Long.MAX_VALUE);

  private static final Pattern EPOCH_TEXT = Pattern.compile("-?\\d{9,30}(\\.\\d{1,30})?");

  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendLiteral('T')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .appendOffsetId()
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HHmm", "+0000")
          .toFormatter(Locale.ROOT)
          .withChronology(IsoChronology.INSTANCE)
          .withResolverStyle(ResolverStyle.STRICT);

  private EventTimes() {}

  /**
   * Reads a number of seconds or milliseconds since 1970, to the millisecond below.
   *
   * @throws MalformedException if no clock has ever shown such a time
   */
  static Instant ofNumber(String field, BigDecimal number) throws MalformedException {
    BigDecimal millis =
        number.abs().compareTo(FIRST_MILLIS) < 0 ? number.movePointRight(3) : number;
    if (millis.abs().compareTo(MAX_MILLIS) >= 0) {
      throw unreadable(field, number.toString());
    }
    return Instant.ofEpochMilli(millis.setScale(0, RoundingMode.FLOOR).longValueExact());
  }

  /**
   * Reads ISO-8601 or digits.
   *
   * @throws MalformedException if the text is neither
   */
  static Instant ofText(String field, String text) throws MalformedException {
    if (EPOCH_TEXT.matcher(text).matches()) {
      return ofNumber(field, new BigDecimal(text));
    }
    String iso =
        text.length() > 10 && text.charAt(10) == ' '
            ? text.substring(0, 10) + 'T' + text.substring(11)
            : text;
    try {
      TemporalAccessor time =
          ISO.parseBest(iso, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
      return Instant.ofEpochMilli(toUtc(time).toInstant().toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      throw unreadable(field, text);
    }
  }

  private static OffsetDateTime toUtc(TemporalAccessor time) {
    if (time instanceof OffsetDateTime) {
      return (OffsetDateTime) time;
    }
    if (time instanceof LocalDateTime) {
      return ((LocalDateTime) time).atOffset(ZoneOffset.UTC);
    }
    return ((LocalDate) time).atStartOfDay().atOffset(ZoneOffset.UTC);
  }

  private static MalformedException unreadable(String field, String value) {
    return new MalformedException(
        MalformedReason.EVENT_TIME_UNREADABLE,
        String.format(
            Locale.ROOT,
            "%s is '%.40s'; expected epoch seconds or milliseconds, or ISO-8601",
            field,
            value));
  }
}
