package dev.sliderule.pipeline.read;

import dev.sliderule.pipeline.event.EventTimeRange;
import dev.sliderule.pipeline.event.MalformedException;
import dev.sliderule.pipeline.event.Projection;
import dev.sliderule.pipeline.metrics.JobMetrics;
import java.util.Optional;
import java.util.function.Supplier;
import javax.annotation.Nullable;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.io.kafka.TimestampPolicy;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Event times and watermark of one partition.
 *
 * <ul>
 *   <li>While records come, the watermark is the latest event time less the out-of-orderness, but
 *       never later than the clock less the out-of-orderness: a record from the near future does
 *       not make the others late.
 *   <li>Once the partition is caught up and has been silent for the idle time-out, the watermark
 *       follows the clock, less the out-of-orderness. Caught up means that a broker said so after
 *       the last record; a broker that does not answer makes no partition idle.
 *   <li>When the input has ended and is read, the watermark is the end of time.
 *   <li>Malformed records do not move it.
 * </ul>
 */
final class EventTimePolicy extends TimestampPolicy<byte[], Projection> {
  private final ReadSettings settings;
  private final Supplier<Instant> clock;
  private final PartitionActivity activity;
  private Instant watermark;
  private Instant maxEventTime = BoundedWindow.TIMESTAMP_MIN_VALUE;

  /**
   * A policy for one partition.
   *
   * @param previousWatermark what the policy before this one reported last, if there was one
   * @param activity of the partition, which policies of later readers may go on with
   */
  EventTimePolicy(
      ReadSettings settings,
      Optional<Instant> previousWatermark,
      PartitionActivity activity,
      Supplier<Instant> clock) {
    this.settings = settings;
    this.clock = clock;
    this.watermark = previousWatermark.orElse(BoundedWindow.TIMESTAMP_MIN_VALUE);
    this.activity = activity;
  }

  @Override
  public Instant getTimestampForRecord(
      PartitionContext context, KafkaRecord<byte[], Projection> record) {
    Instant now = clock.get();
    activity.noteRecord();
    Instant eventTime = eventTime(record, now);
    if (eventTime == null) {
      return now;
    }
    if (eventTime.isAfter(maxEventTime)) {
      maxEventTime = eventTime;
    }
    return eventTime;
  }

  /** The event time of a record; null if it cannot be counted. */
  @Nullable
  private Instant eventTime(KafkaRecord<byte[], Projection> record, Instant now) {
    Projection projection = record.getKV().getValue();
    if (projection.isMalformed()) {
      return null;
    }
    if (projection.eventTime() != null) {
      return projection.eventTime();
    }
    Instant recordTime = Instant.ofEpochMilli(record.getTimestamp());
    try {
      EventTimeRange.check(
          "the Kafka timestamp", recordTime, now, settings.fields().maxFutureSkew());
      return recordTime;
    } catch (MalformedException e) {
      return null;
    }
  }

  @Override
  public Instant getWatermark(PartitionContext context) {
    if (context.getMessageBacklog() >= 0 && activity.open()) {
      JobMetrics.counter(JobMetrics.PARTITIONS_OPENED).inc();
    }
    Instant candidate = candidate(context);
    if (candidate.isAfter(watermark)) {
      watermark = candidate;
    }
    activity.reached(watermark, maxEventTime);
    return watermark;
  }

  private Instant candidate(PartitionContext context) {
    boolean caughtUp = context.getMessageBacklog() == 0;
    if (caughtUp && hasEnded(context.getBacklogCheckTime())) {
      return BoundedWindow.TIMESTAMP_MAX_VALUE;
    }
    if (caughtUp && isSilentAt(context.getBacklogCheckTime())) {
      return context.getBacklogCheckTime().minus(settings.maxOutOfOrderness());
    }
    if (maxEventTime.equals(BoundedWindow.TIMESTAMP_MIN_VALUE)) {
      return watermark;
    }
    return settings.watermarkAfter(maxEventTime, clock.get());
  }

  private boolean hasEnded(Instant checkedAt) {
    if (settings.stopWhenCaughtUp()) {
      return !timeUntil(checkedAt, activity.age()).isShorterThan(Duration.ZERO);
    }
    Instant end = EndOfInput.announcedAt(settings.bootstrapServers(), settings.topic());
    return end != null && !checkedAt.isBefore(end);
  }

  private boolean isSilentAt(Instant checkedAt) {
    return !timeUntil(checkedAt, activity.silence()).isShorterThan(settings.idleTimeout());
  }

  /**
   * Returns the time from something to a check, by a clock that is not corrected; less than zero if
   * the check was before. Brokers are asked about once a second, so that a clock that is corrected
   * in between, forward or back, tells wrongly of one check only.
   *
   * @param untilNow the time from that to now
   */
  private Duration timeUntil(Instant checkedAt, Duration untilNow) {
    Duration sinceCheck = new Duration(checkedAt, clock.get());
    return sinceCheck.isShorterThan(Duration.ZERO)
        ? Duration.millis(-1)
        : untilNow.minus(sinceCheck);
  }
}
