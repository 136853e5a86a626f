package dev.sliderule.pipeline.read;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import javax.annotation.Nullable;
import org.apache.beam.sdk.io.kafka.KafkaCheckpointMark;

/**
 * The readers in this process. When a batch has taken longer than 1.5 intervals, Beam's SparkRunner
 * opens readers anew, and then closes the earlier ones; so the new one can go on with the
 * connections to Kafka of the one before it, and with what that has fetched.
 */
final class OpenReaders {
  private static final ConcurrentMap<String, AlignedKafkaReader> BY_SOURCE =
      new ConcurrentHashMap<>();

  private OpenReaders() {}

  static void add(AlignedKafkaReader reader) {
    BY_SOURCE.put(reader.getCurrentSource().name(), reader);
  }

  static void remove(AlignedKafkaReader reader) {
    BY_SOURCE.remove(reader.getCurrentSource().name(), reader);
  }

  /** The reader of a source, if there is one and it is exactly where another is to begin. */
  static Optional<AlignedKafkaReader> at(
      AlignedKafkaSource source, @Nullable KafkaCheckpointMark mark) {
    return Optional.ofNullable(mark == null ? null : BY_SOURCE.get(source.name()))
        .filter(reader -> offsets(reader.getCheckpointMark()).equals(offsets(mark)));
  }

  private static Map<Integer, Long> offsets(KafkaCheckpointMark mark) {
    return mark.getPartitions().stream()
        .collect(
            Collectors.toMap(
                KafkaCheckpointMark.PartitionMark::getPartition,
                KafkaCheckpointMark.PartitionMark::getNextOffset));
  }
}
