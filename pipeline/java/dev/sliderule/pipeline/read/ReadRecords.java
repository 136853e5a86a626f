package dev.sliderule.pipeline.read;

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
 * <p>Output: {@link #events}, packed and unpacked as the packing does, and {@link #MALFORMED},
 * every record that is no event. Each record read is in exactly one of the two, unless it is too
 * late for every window already. Up to here, records travel in blocks. The watermark is that of the
 * slowest partition; see {@link EventTimePolicy} and {@link AlignedReading}.
 *
 * @param <T> what the packing makes of events
 */
public final class ReadRecords<T> extends PTransform<PBegin, PCollectionTuple> {
  private static final long serialVersionUID = 1L;

  /** The records that cannot be counted. */
  public static final TupleTag<MalformedRecord> MALFORMED = new TupleTag<MalformedRecord>() {};

  private final ReadSettings settings;
  private final EventPacking<T> packing;
  private final TupleTag<T> events = new TupleTag<>("events");

  private ReadRecords(ReadSettings settings, EventPacking<T> packing) {
    this.settings = settings;
    this.packing = packing;
  }

  public static <T> ReadRecords<T> from(ReadSettings settings, EventPacking<T> packing) {
    return new ReadRecords<>(settings, packing);
  }

  /** What has become of the records that can be counted. */
  public TupleTag<T> events() {
    return events;
  }

  @Override
  public PCollectionTuple expand(PBegin begin) {
    PCollection<RecordBlock> blocks =
        begin.apply("ReadKafka", Read.from(RecordBlockSource.of(settings, packing)));
    return PCollectionTuple.of(
            events,
            blocks
                .apply("TakeEvents", ParDo.of(new TakeEventsFn<>(packing)))
                .setCoder(packing.coder()))
        .and(
            MALFORMED,
            blocks
                .apply("TakeMalformed", ParDo.of(new TakeMalformedFn()))
                .setCoder(MalformedRecordCoder.of()));
  }
}
