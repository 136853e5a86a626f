package dev.sliderule.generator.write;

import dev.sliderule.generator.pace.IndexRun;
import dev.sliderule.generator.source.RecordSource;
import java.time.Clock;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.io.kafka.ProducerRecordCoder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Makes the records of the indices that are due: one Kafka record for each index of each run. Keys
 * and values may be null. The windows stay as they are.
 */
public final class MakeRecords
    extends PTransform<PCollection<IndexRun>, PCollection<ProducerRecord<byte[], byte[]>>> {
  private static final long serialVersionUID = 1L;

  private final RecordSource source;
  private final RecordMaker maker;
  private final Clock clock;

  private MakeRecords(RecordSource source, RecordMaker maker, Clock clock) {
    this.source = source;
    this.maker = maker;
    this.clock = clock;
  }

  /**
   * Records from a source.
   *
   * @param clock gives the time at which a record is made; must be serializable
   */
  public static MakeRecords of(RecordSource source, RecordMaker maker, Clock clock) {
    return new MakeRecords(source, maker, clock);
  }

  @Override
  public PCollection<ProducerRecord<byte[], byte[]>> expand(PCollection<IndexRun> due) {
    Coder<byte[]> bytes = NullableCoder.of(ByteArrayCoder.of());
    return due.apply("Make", ParDo.of(new MakeRecordsFn(source, maker, clock)))
        .setCoder(ProducerRecordCoder.of(bytes, bytes));
  }
}
