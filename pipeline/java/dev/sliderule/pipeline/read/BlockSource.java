package dev.sliderule.pipeline.read;

import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.event.Projection;
import dev.sliderule.pipeline.windows.SliceAggregator;
import dev.sliderule.pipeline.windows.SlidingWindowSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.annotation.Nullable;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.kafka.KafkaCheckpointMark;
import org.apache.beam.sdk.io.kafka.KafkaCheckpointMark.PartitionMark;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/** Some partitions of a topic, in blocks of records. */
final class BlockSource extends UnboundedSource<Block, KafkaCheckpointMark> {
  private static final long serialVersionUID = 1L;

  private final ReadSettings settings;
  private final SlidingWindowSpec windows;
  private final UniqueCounter counter;
  private final int shards;
  private final List<Integer> partitions;
  private final int capacity;

  private BlockSource(
      ReadSettings settings,
      SlidingWindowSpec windows,
      UniqueCounter counter,
      int shards,
      List<Integer> partitions,
      int capacity) {
    this.settings = settings;
    this.windows = windows;
    this.counter = counter;
    this.shards = shards;
    this.partitions = partitions;
    this.capacity = capacity;
  }

  /**
   * The whole topic.
   *
   * @param settings with a start
   */
  static BlockSource of(
      ReadSettings settings, SlidingWindowSpec windows, UniqueCounter counter, int shards) {
    return new BlockSource(
        settings,
        windows,
        counter,
        shards,
        new ArrayList<>(new TreeSet<>(settings.start().point().offsets().keySet())),
        settings.recordsAtOnce());
  }

  /** Splits by partition, one each as far as possible, the same way each time. */
  @Override
  public List<BlockSource> split(int desiredSplits, PipelineOptions options) {
    int splits = Math.max(1, Math.min(desiredSplits, partitions.size()));
    List<BlockSource> sources = new ArrayList<>();
    for (int split = 0; split < splits; split++) {
      List<Integer> share = new ArrayList<>();
      for (int i = split; i < partitions.size(); i += splits) {
        share.add(partitions.get(i));
      }
      sources.add(
          new BlockSource(
              settings, windows, counter, shards, share, Math.max(1, capacity / splits)));
    }
    return sources;
  }

  /** Goes on with the connections of the reader before, if there is one in this process. */
  @Override
  public BlockReader createReader(PipelineOptions options, @Nullable KafkaCheckpointMark mark)
      throws IOException {
    KafkaCheckpointMark from = mark == null ? start() : mark;
    Map<Integer, Long> starts =
        from.getPartitions().stream()
            .collect(Collectors.toMap(PartitionMark::getPartition, PartitionMark::getNextOffset));
    Optional<UnboundedReader<KafkaRecord<byte[], Projection>>> open =
        OpenReaders.at(this, mark).flatMap(BlockReader::handOver);
    BlockReader reader =
        open.isPresent()
            ? new BlockReader(this, open.get(), true, starts, System::nanoTime)
            : new BlockReader(
                this,
                KafkaReads.partitions(settings, partitions).createReader(options, from),
                false,
                starts,
                System::nanoTime);
    OpenReaders.add(reader);
    return reader;
  }

  /** Where the job starts, as if a reader had come to there. */
  private KafkaCheckpointMark start() {
    List<PartitionMark> marks = new ArrayList<>();
    for (int partition : partitions) {
      marks.add(
          new PartitionMark(
              settings.topic(),
              partition,
              settings.start().point().offsets().get(partition),
              BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis()));
    }
    return new KafkaCheckpointMark(marks, Optional.empty());
  }

  ReadSettings settings() {
    return settings;
  }

  SlidingWindowSpec windows() {
    return windows;
  }

  List<Integer> partitions() {
    return partitions;
  }

  /** How many records a block holds at most. */
  int capacity() {
    return capacity;
  }

  SliceAggregator newAggregator(boolean isReread) {
    return new SliceAggregator(windows, counter, shards, isReread);
  }

  /** A name that no other source in this process has, unless it is for the same partitions. */
  String name() {
    return settings.start().job() + partitions;
  }

  @Override
  public Coder<KafkaCheckpointMark> getCheckpointMarkCoder() {
    return KafkaReads.CHECKPOINT_MARKS;
  }

  @Override
  public Coder<Block> getOutputCoder() {
    return BlockCoder.of();
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("topic", settings.topic()).withLabel("Topic"))
        .add(DisplayData.item("bootstrapServers", settings.bootstrapServers()))
        .add(DisplayData.item("blockRecords", capacity).withLabel("Records in a block, at most"));
  }
}
