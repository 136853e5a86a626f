package dev.sliderule.pipeline.read;

import dev.sliderule.pipeline.event.Projection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.kafka.KafkaCheckpointMark;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.display.DisplayData;

/** The topic, or the part of it that one reader has, in blocks of records. */
final class RecordBlockSource extends UnboundedSource<RecordBlock, KafkaCheckpointMark> {
  private static final long serialVersionUID = 1L;

  private final ReadSettings settings;
  private final UnboundedSource<KafkaRecord<byte[], Projection>, KafkaCheckpointMark> records;
  private final EventPacking<?> packing;
  private final int capacity;

  private RecordBlockSource(
      ReadSettings settings,
      UnboundedSource<KafkaRecord<byte[], Projection>, KafkaCheckpointMark> records,
      EventPacking<?> packing,
      int capacity) {
    this.settings = settings;
    this.records = records;
    this.packing = packing;
    this.capacity = capacity;
  }

  /** The whole topic. */
  static RecordBlockSource of(ReadSettings settings, EventPacking<?> packing) {
    return new RecordBlockSource(
        settings,
        settings.aligned() == null ? KafkaReads.topic(settings) : AlignedKafkaSource.of(settings),
        packing,
        settings.recordsAtOnce());
  }

  /** As the records are split; each split has its share of what may be read at once. */
  @Override
  public List<RecordBlockSource> split(int desiredSplits, PipelineOptions options)
      throws Exception {
    List<? extends UnboundedSource<KafkaRecord<byte[], Projection>, KafkaCheckpointMark>> splits =
        records.split(desiredSplits, options);
    List<RecordBlockSource> sources = new ArrayList<>();
    for (UnboundedSource<KafkaRecord<byte[], Projection>, KafkaCheckpointMark> split : splits) {
      sources.add(
          new RecordBlockSource(settings, split, packing, Math.max(1, capacity / splits.size())));
    }
    return sources;
  }

  @Override
  public UnboundedReader<RecordBlock> createReader(
      PipelineOptions options, @Nullable KafkaCheckpointMark mark) throws IOException {
    return new RecordBlockReader(this, records.createReader(options, mark), System::nanoTime);
  }

  ReadSettings settings() {
    return settings;
  }

  EventPacking<?> packing() {
    return packing;
  }

  /** How many records a block holds at most. */
  int capacity() {
    return capacity;
  }

  @Override
  public Coder<KafkaCheckpointMark> getCheckpointMarkCoder() {
    return records.getCheckpointMarkCoder();
  }

  @Override
  public Coder<RecordBlock> getOutputCoder() {
    return RecordBlockCoder.of();
  }

  @Override
  public void validate() {
    records.validate();
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("topic", settings.topic()).withLabel("Topic"))
        .add(DisplayData.item("bootstrapServers", settings.bootstrapServers()))
        .add(DisplayData.item("blockRecords", capacity).withLabel("Records in a block, at most"));
  }
}
