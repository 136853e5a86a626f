package dev.sliderule.pipeline.read;

import dev.sliderule.pipeline.event.Projection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.annotation.Nullable;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.kafka.KafkaCheckpointMark;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * Some partitions of a topic, read by KafkaIO, with the watermark of all of them. A record that is
 * too late for every window has the smallest of all timestamps.
 */
final class AlignedKafkaSource
    extends UnboundedSource<KafkaRecord<byte[], Projection>, KafkaCheckpointMark> {
  private static final long serialVersionUID = 1L;

  private final ReadSettings settings;
  private final List<Integer> partitions;

  private AlignedKafkaSource(ReadSettings settings, List<Integer> partitions) {
    this.settings = settings;
    this.partitions = partitions;
  }

  /** All partitions. */
  static AlignedKafkaSource of(ReadSettings settings) {
    return new AlignedKafkaSource(
        settings,
        IntStream.range(0, settings.aligned().partitions())
            .boxed()
            .collect(Collectors.toCollection(ArrayList::new)));
  }

  ReadSettings settings() {
    return settings;
  }

  List<Integer> partitions() {
    return partitions;
  }

  /** A name that no other source in this process has, unless it is for the same partitions. */
  String name() {
    return settings.aligned().job() + partitions;
  }

  /** Splits by partition, one each as far as possible, the same way each time. */
  @Override
  public List<AlignedKafkaSource> split(int desiredSplits, PipelineOptions options) {
    ReadRounds.begin(settings.aligned().job());
    int splits = Math.max(1, Math.min(desiredSplits, partitions.size()));
    List<AlignedKafkaSource> sources = new ArrayList<>();
    for (int split = 0; split < splits; split++) {
      List<Integer> share = new ArrayList<>();
      for (int i = split; i < partitions.size(); i += splits) {
        share.add(partitions.get(i));
      }
      sources.add(new AlignedKafkaSource(settings, share));
    }
    return sources;
  }

  @Override
  public AlignedKafkaReader createReader(
      PipelineOptions options, @Nullable KafkaCheckpointMark mark) throws IOException {
    Optional<UnboundedReader<KafkaRecord<byte[], Projection>>> open =
        OpenReaders.at(this, mark).flatMap(AlignedKafkaReader::handOver);
    AlignedKafkaReader reader =
        open.isPresent()
            ? new AlignedKafkaReader(this, open.get(), true)
            : new AlignedKafkaReader(
                this,
                KafkaReads.partitions(settings, partitions).createReader(options, mark),
                false);
    OpenReaders.add(reader);
    return reader;
  }

  @Override
  public Coder<KafkaCheckpointMark> getCheckpointMarkCoder() {
    return KafkaReads.CHECKPOINT_MARKS;
  }

  @Override
  public Coder<KafkaRecord<byte[], Projection>> getOutputCoder() {
    return KafkaReads.RECORDS;
  }
}
