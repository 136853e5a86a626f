package dev.sliderule.pipeline.event;

import java.util.Locale;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** The event times that a record can have: not before 1970, and not far in the future. */
public final class EventTimeRange {
  private static final Instant OLDEST = Instant.EPOCH;

  private EventTimeRange() {}

  /**
   * Refuses a time out of range. One record from the future would move the watermark, and make late
   * whatever comes after it.
   *
   * @param field where the time stood, for the message
   * @param now the reader's clock
   * @throws MalformedException if {@code time} is before 1970 or after {@code now + maxFutureSkew}
   */
  public static void check(String field, Instant time, Instant now, Duration maxFutureSkew)
      throws MalformedException {
    if (time.isBefore(OLDEST)) {
      throw new MalformedException(
          MalformedReason.EVENT_TIME_TOO_OLD,
          String.format(Locale.ROOT, "%s is %s; expected %s or later", field, time, OLDEST));
    }
    if (new Duration(now, time).isLongerThan(maxFutureSkew)) {
      throw new MalformedException(
          MalformedReason.EVENT_TIME_IN_FUTURE,
          String.format(
              Locale.ROOT,
              "%s is %s; expected %s or earlier",
              field,
              time,
              now.plus(maxFutureSkew)));
    }
  }
}
