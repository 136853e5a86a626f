package dev.sliderule.pipeline.read;

import dev.sliderule.pipeline.event.Projection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import javax.annotation.Nullable;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/** A reader that has the records that it is given, and none when they are used up. */
final class RecordQueue extends UnboundedReader<KafkaRecord<byte[], Projection>> {
  private final Queue<Optional<KafkaRecord<byte[], Projection>>> records = new ArrayDeque<>();
  @Nullable private KafkaRecord<byte[], Projection> current;
  private Runnable whenAskedForWatermark = () -> {};
  private long nanos;
  private long delayNanos;
  private long backlog = BACKLOG_UNKNOWN;

  void add(List<KafkaRecord<byte[], Projection>> more) {
    more.forEach(record -> records.add(Optional.of(record)));
  }

  /** After what it has been given, it has no record at hand for once. */
  void addNothing() {
    records.add(Optional.empty());
  }

  /** From now on, it takes so long to come up with a record. */
  void comeAfter(Duration delay) {
    delayNanos = delay.toNanos();
  }

  /** The time, which passes by nothing but waiting for records, and {@link #pass}. */
  long nanos() {
    return nanos;
  }

  /** Lets time pass between two reads. */
  void pass(Duration time) {
    nanos += time.toNanos();
  }

  void backlog(long bytes) {
    backlog = bytes;
  }

  boolean hasMore() {
    return !records.isEmpty();
  }

  /** Does what KafkaIO's policies do: they note watermarks when they are asked for them. */
  void whenAskedForWatermark(Runnable action) {
    whenAskedForWatermark = action;
  }

  @Override
  public boolean start() {
    return advance();
  }

  @Override
  public boolean advance() {
    nanos += delayNanos;
    current = records.isEmpty() ? null : records.remove().orElse(null);
    return current != null;
  }

  @Override
  public KafkaRecord<byte[], Projection> getCurrent() {
    if (current == null) {
      throw new NoSuchElementException();
    }
    return current;
  }

  @Override
  public Instant getCurrentTimestamp() {
    throw new UnsupportedOperationException("event times are in the records");
  }

  @Override
  public Instant getWatermark() {
    whenAskedForWatermark.run();
    return BoundedWindow.TIMESTAMP_MIN_VALUE;
  }

  @Override
  public UnboundedSource.CheckpointMark getCheckpointMark() {
    return UnboundedSource.CheckpointMark.NOOP_CHECKPOINT_MARK;
  }

  @Override
  public long getSplitBacklogBytes() {
    return backlog;
  }

  @Override
  public UnboundedSource<KafkaRecord<byte[], Projection>, ?> getCurrentSource() {
    throw new UnsupportedOperationException("it has no source");
  }

  @Override
  public void close() {}
}
