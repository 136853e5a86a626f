package dev.sliderule.pipeline.read;

import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.event.EventTimeRange;
import dev.sliderule.pipeline.event.MalformedException;
import dev.sliderule.pipeline.event.Projection;
import dev.sliderule.pipeline.metrics.JobMetrics;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Sends events one way and malformed records the other, and counts both. */
final class RouteRecordsFn extends DoFn<KafkaRecord<byte[], Projection>, Event> {
  private static final long serialVersionUID = 1L;

  static final TupleTag<Event> EVENTS = new TupleTag<Event>() {};
  static final TupleTag<MalformedRecord> MALFORMED = new TupleTag<MalformedRecord>() {};

  private final Counter read = JobMetrics.counter(JobMetrics.READ);
  private final Counter malformed = JobMetrics.counter(JobMetrics.MALFORMED);
  private final Duration maxFutureSkew;

  RouteRecordsFn(Duration maxFutureSkew) {
    this.maxFutureSkew = maxFutureSkew;
  }

  @ProcessElement
  public void processElement(
      @Element KafkaRecord<byte[], Projection> record, MultiOutputReceiver out) {
    read.inc();
    Projection projection = checkKafkaTime(record);
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
