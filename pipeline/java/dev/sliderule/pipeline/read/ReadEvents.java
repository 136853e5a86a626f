package dev.sliderule.pipeline.read;

import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.event.EventCoder;
import dev.sliderule.pipeline.event.Projection;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Reads a Kafka topic of JSON objects.
 *
 * <p>Output: {@link #EVENTS}, with their event times as timestamps, and {@link #MALFORMED}, every
 * record that is no event. Each record read is in exactly one of the two, unless it is too late for
 * every window already. The watermark is that of the slowest partition; see {@link EventTimePolicy}
 * and {@link AlignedReading}.
 */
public final class ReadEvents extends PTransform<PBegin, PCollectionTuple> {
  private static final long serialVersionUID = 1L;

  /** The records that can be counted. */
  public static final TupleTag<Event> EVENTS = RouteRecordsFn.EVENTS;

  /** The records that cannot. */
  public static final TupleTag<MalformedRecord> MALFORMED = RouteRecordsFn.MALFORMED;

  private final ReadSettings settings;

  private ReadEvents(ReadSettings settings) {
    this.settings = settings;
  }

  public static ReadEvents from(ReadSettings settings) {
    return new ReadEvents(settings);
  }

  @Override
  public PCollectionTuple expand(PBegin begin) {
    PCollectionTuple routed =
        begin
            .apply("ReadKafka", read())
            .apply(
                "RouteRecords",
                ParDo.of(new RouteRecordsFn(settings.fields().maxFutureSkew(), settings.aligned()))
                    .withOutputTags(EVENTS, TupleTagList.of(MALFORMED)));
    routed.get(EVENTS).setCoder(EventCoder.of());
    routed.get(MALFORMED).setCoder(MalformedRecordCoder.of());
    return routed;
  }

  private PTransform<PBegin, PCollection<KafkaRecord<byte[], Projection>>> read() {
    return settings.aligned() == null
        ? KafkaReads.topic(settings)
        : Read.from(AlignedKafkaSource.of(settings));
  }
}
