package dev.sliderule.pipeline.read;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.annotation.Nullable;
import org.apache.beam.sdk.io.kafka.KafkaCheckpointMark;

/**
 * The readers in this process. When a batch has taken longer than 1.5 intervals, Beam's SparkRunner
 * closes readers and opens them anew; so the new one goes on with the connections to Kafka of the
 * one before it, and with what that has fetched. They stay open for a while for that.
 */
final class OpenReaders {
  private static final long KEEP_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final ConcurrentMap<String, BlockReader> BY_SOURCE = new ConcurrentHashMap<>();

  /** When readers were left, by {@link System#nanoTime}. */
  private static final ConcurrentMap<BlockReader, Long> LEFT = new ConcurrentHashMap<>();

  private OpenReaders() {}

  static void add(BlockReader reader) {
    BlockReader before = BY_SOURCE.put(reader.getCurrentSource().name(), reader);
    if (before != null && LEFT.remove(before) != null) {
      before.disconnect();
    }
  }

  /** Takes a reader that nobody uses any more; disconnects it now or later. */
  static void leave(BlockReader reader) {
    BlockSource source = reader.getCurrentSource();
    if (BY_SOURCE.get(source.name()) == reader && KafkaPartitions.isOpen(source.settings())) {
      LEFT.put(reader, System.nanoTime());
    } else {
      disconnect(reader);
    }
    LEFT.forEach(
        (left, since) -> {
          if (System.nanoTime() - since > KEEP_NANOS) {
            disconnect(left);
          }
        });
  }

  /** Disconnects all readers of a job that were left. */
  static void forget(String job) {
    LEFT.keySet().stream()
        .filter(reader -> reader.getCurrentSource().settings().start().job().equals(job))
        .forEach(OpenReaders::disconnect);
  }

  private static void disconnect(BlockReader reader) {
    LEFT.remove(reader);
    BY_SOURCE.remove(reader.getCurrentSource().name(), reader);
    reader.disconnect();
  }

  /** The reader of a source, if there is one and it is exactly where another is to begin. */
  static Optional<BlockReader> at(BlockSource source, @Nullable KafkaCheckpointMark mark) {
    return Optional.ofNullable(mark == null ? null : BY_SOURCE.get(source.name()))
        .filter(
            reader ->
                offsets((KafkaCheckpointMark) reader.getCheckpointMark()).equals(offsets(mark)));
  }

  private static Map<Integer, Long> offsets(KafkaCheckpointMark mark) {
    return mark.getPartitions().stream()
        .collect(
            Collectors.toMap(
                KafkaCheckpointMark.PartitionMark::getPartition,
                KafkaCheckpointMark.PartitionMark::getNextOffset));
  }
}
