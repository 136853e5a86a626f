package dev.sliderule.pipeline.read;

import com.google.auto.value.AutoValue;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.joda.time.Instant;

/** How far a partition has been read. Every number only grows. */
@AutoValue
public abstract class PartitionProgress {
  private static final Pattern TEXT = Pattern.compile("watermark=(-?\\d+) max=(-?\\d+)");

  static final PartitionProgress NONE =
      of(0, BoundedWindow.TIMESTAMP_MIN_VALUE, BoundedWindow.TIMESTAMP_MIN_VALUE);

  /** The offset after the last record read; 0 if none was. */
  public abstract long nextOffset();

  /** The latest event time of the records before that. */
  public abstract Instant maxEventTime();

  /** Records still to come are later than this, or late. */
  public abstract Instant watermark();

  /**
   * Makes a progress.
   *
   * @param nextOffset the offset after the last record read; 0 if none was
   * @param maxEventTime the latest event time of the records before that
   * @param watermark records still to come are later than this, or late
   */
  public static PartitionProgress of(long nextOffset, Instant maxEventTime, Instant watermark) {
    return new AutoValue_PartitionProgress(nextOffset, maxEventTime, watermark);
  }

  /** The farther one in each number. */
  PartitionProgress mergedWith(PartitionProgress other) {
    return of(
        Math.max(nextOffset(), other.nextOffset()),
        later(maxEventTime(), other.maxEventTime()),
        later(watermark(), other.watermark()));
  }

  static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  /** As a committed offset. */
  OffsetAndMetadata toCommit() {
    return new OffsetAndMetadata(
        nextOffset(),
        String.format(
            Locale.ROOT,
            "watermark=%d max=%d",
            watermark().getMillis(),
            maxEventTime().getMillis()));
  }

  /** From a committed offset; empty if that is none of ours. */
  static Optional<PartitionProgress> fromCommit(OffsetAndMetadata commit) {
    Matcher text = TEXT.matcher(commit.metadata());
    return text.matches()
        ? Optional.of(of(commit.offset(), instant(text.group(2)), instant(text.group(1))))
        : Optional.empty();
  }

  private static Instant instant(String millis) {
    return Instant.ofEpochMilli(Long.parseLong(millis));
  }
}
