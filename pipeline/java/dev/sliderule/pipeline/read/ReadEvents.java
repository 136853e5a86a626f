package dev.sliderule.pipeline.read;

import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.event.EventCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Reads a Kafka topic of JSON objects.
 *
 * <p>Output: {@link #EVENTS}, with their event times as timestamps, and {@link #MALFORMED}, every
 * record that is no event. Each record read is in exactly one of the two, unless it is too late for
 * every window already. Up to here, records travel in blocks. The watermark is that of the slowest
 * partition; see {@link EventTimePolicy} and {@link AlignedReading}.
 */
public final class ReadEvents extends PTransform<PBegin, PCollectionTuple> {
  private static final long serialVersionUID = 1L;

  /** The records that can be counted. */
  public static final TupleTag<Event> EVENTS = new TupleTag<Event>() {};

  /** The records that cannot. */
  public static final TupleTag<MalformedRecord> MALFORMED = new TupleTag<MalformedRecord>() {};

  private final ReadSettings settings;

  private ReadEvents(ReadSettings settings) {
    this.settings = settings;
  }

  public static ReadEvents from(ReadSettings settings) {
    return new ReadEvents(settings);
  }

  @Override
  public PCollectionTuple expand(PBegin begin) {
    PCollection<RecordBlock> blocks =
        begin.apply("ReadKafka", Read.from(RecordBlockSource.of(settings)));
    return PCollectionTuple.of(
            EVENTS,
            blocks.apply("TakeEvents", ParDo.of(new TakeEventsFn())).setCoder(EventCoder.of()))
        .and(
            MALFORMED,
            blocks
                .apply("TakeMalformed", ParDo.of(new TakeMalformedFn()))
                .setCoder(MalformedRecordCoder.of()));
  }
}
