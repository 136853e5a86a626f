package dev.sliderule.pipeline.read;

import dev.sliderule.pipeline.event.Event;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;

/** Reads the events of a topic as they are, one by one. */
public final class ReadEvents extends PTransform<PBegin, PCollectionTuple> {
  private static final long serialVersionUID = 1L;

  public static final TupleTag<Event> EVENTS = new TupleTag<Event>() {};
  public static final TupleTag<MalformedRecord> MALFORMED = ReadRecords.MALFORMED;

  private final ReadSettings settings;

  private ReadEvents(ReadSettings settings) {
    this.settings = settings;
  }

  public static ReadEvents from(ReadSettings settings) {
    return new ReadEvents(settings);
  }

  @Override
  public PCollectionTuple expand(PBegin begin) {
    ReadRecords<Event> read = ReadRecords.from(settings, new PackedEvents());
    PCollectionTuple records = begin.apply("Records", read);
    return PCollectionTuple.of(EVENTS, records.get(read.events()))
        .and(MALFORMED, records.get(MALFORMED));
  }
}
