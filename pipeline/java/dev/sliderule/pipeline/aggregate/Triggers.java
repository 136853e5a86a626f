package dev.sliderule.pipeline.aggregate;

import javax.annotation.Nullable;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.joda.time.Duration;

/** When slices and windows are passed on. */
final class Triggers {
  private Triggers() {}

  /**
   * When the watermark passes the end, and for late data at once.
   *
   * @param earlyFiring also this long after the first change before; null for not
   */
  static Trigger onTimeAndLate(@Nullable Duration earlyFiring) {
    AfterWatermark.AfterWatermarkEarlyAndLate onTimeAndLate =
        AfterWatermark.pastEndOfWindow().withLateFirings(AfterPane.elementCountAtLeast(1));
    return earlyFiring == null
        ? onTimeAndLate
        : onTimeAndLate.withEarlyFirings(
            AfterProcessingTime.pastFirstElementInPane().plusDelayOf(earlyFiring));
  }
}
