package dev.sliderule.generator.write;

import dev.sliderule.generator.pace.IndexRun;
import dev.sliderule.generator.source.RecordCursor;
import dev.sliderule.generator.source.RecordSource;
import java.time.Clock;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Makes the records of runs of indices; keeps the source open from one bundle to the next. */
final class MakeRecordsFn extends DoFn<IndexRun, ProducerRecord<byte[], byte[]>> {
  private static final long serialVersionUID = 1L;

  private final RecordSource source;
  private final RecordMaker maker;
  private final Clock clock;
  private transient RecordCursor cursor;

  MakeRecordsFn(RecordSource source, RecordMaker maker, Clock clock) {
    this.source = source;
    this.maker = maker;
    this.clock = clock;
  }

  @Setup
  public void setup() {
    cursor = source.open();
  }

  @ProcessElement
  public void processElement(
      @Element IndexRun run, OutputReceiver<ProducerRecord<byte[], byte[]>> out) {
    for (long index = run.from(); index < run.to(); index++) {
      out.output(maker.make(index, cursor.at(index), clock.millis()));
    }
  }

  @Teardown
  public void teardown() {
    if (cursor != null) {
      cursor.close();
    }
  }
}
