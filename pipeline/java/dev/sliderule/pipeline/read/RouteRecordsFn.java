package dev.sliderule.pipeline.read;

import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.event.EventTimeRange;
import dev.sliderule.pipeline.event.MalformedException;
import dev.sliderule.pipeline.event.Projection;
import dev.sliderule.pipeline.metrics.JobMetrics;
import javax.annotation.Nullable;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Sends events one way and malformed records the other, and counts both. What is too late for every
 * window, or was dealt with by an earlier job, goes no further.
 */
final class RouteRecordsFn extends DoFn<KafkaRecord<byte[], Projection>, Event> {
  private static final long serialVersionUID = 1L;

  static final TupleTag<Event> EVENTS = new TupleTag<Event>() {};
  static final TupleTag<MalformedRecord> MALFORMED = new TupleTag<MalformedRecord>() {};

  private final Counter read = JobMetrics.counter(JobMetrics.READ);
  private final Counter malformed = JobMetrics.counter(JobMetrics.MALFORMED);
  private final Counter late = JobMetrics.counter(JobMetrics.LATE);
  private final Counter reread = JobMetrics.counter(JobMetrics.REREAD);
  private final Duration maxFutureSkew;
  @Nullable private final AlignedReading aligned;

  RouteRecordsFn(Duration maxFutureSkew, @Nullable AlignedReading aligned) {
    this.maxFutureSkew = maxFutureSkew;
    this.aligned = aligned;
  }

  @ProcessElement
  public void processElement(
      @Element KafkaRecord<byte[], Projection> record,
      @Timestamp Instant time,
      MultiOutputReceiver out) {
    Projection projection = checkKafkaTime(record);
    boolean closed = !projection.isMalformed() && isClosed(record, projection, time);
    if (isProcessed(record) && (closed || projection.isMalformed())) {
      reread.inc();
      return;
    }
    read.inc();
    if (closed) {
      late.inc();
      return;
    }
    if (!projection.isMalformed()) {
      out.get(EVENTS).output(projection.event());
      return;
    }
    malformed.inc();
    JobMetrics.counter(JobMetrics.malformed(projection.reason())).inc();
    out.get(MALFORMED)
        .output(
            MalformedRecord.builder()
                .setReason(projection.reason())
                .setDetail(projection.detail())
                .setTopic(record.getTopic())
                .setPartition(record.getPartition())
                .setOffset(record.getOffset())
                .setKey(record.getKV().getKey())
                .setValue(projection.value())
                .build());
  }

  private boolean isProcessed(KafkaRecord<byte[], Projection> record) {
    return aligned != null
        && aligned.start().isProcessed(record.getPartition(), record.getOffset());
  }

  /** Whether the reader has found a record too late, or an earlier job has closed its windows. */
  private boolean isClosed(
      KafkaRecord<byte[], Projection> record, Projection projection, Instant time) {
    if (aligned == null) {
      return false;
    }
    Instant eventTime =
        projection.eventTime() == null
            ? Instant.ofEpochMilli(record.getTimestamp())
            : projection.eventTime();
    return time.equals(BoundedWindow.TIMESTAMP_MIN_VALUE)
        || aligned.windows().isClosedFor(eventTime, aligned.start().watermark());
  }

  /** A record whose own timestamp is the event time can only be judged here, not by its value. */
  private Projection checkKafkaTime(KafkaRecord<byte[], Projection> record) {
    Projection projection = record.getKV().getValue();
    if (projection.isMalformed() || projection.eventTime() != null) {
      return projection;
    }
    try {
      EventTimeRange.check(
          "the Kafka timestamp",
          Instant.ofEpochMilli(record.getTimestamp()),
          Instant.now(),
          maxFutureSkew);
      return projection;
    } catch (MalformedException e) {
      return Projection.malformed(e.reason(), e.getMessage(), projection.value());
    }
  }
}
