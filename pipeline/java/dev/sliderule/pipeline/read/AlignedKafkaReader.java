package dev.sliderule.pipeline.read;

import dev.sliderule.pipeline.event.Projection;
import dev.sliderule.pipeline.metrics.JobMetrics;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.io.kafka.KafkaCheckpointMark;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads partitions with KafkaIO's reader, and reports the watermark of all readers together. */
final class AlignedKafkaReader extends UnboundedReader<KafkaRecord<byte[], Projection>> {
  private static final Logger LOG = LoggerFactory.getLogger(AlignedKafkaReader.class);

  private final AlignedKafkaSource source;
  private final UnboundedReader<KafkaRecord<byte[], Projection>> kafka;
  private boolean begun;
  private final WatermarkExchange exchange;
  private final SlidingWindowSpec windows;

  /** By partition; null for those of other readers. */
  private final Position[] positions;

  private Instant reported;

  /** Whether {@link #kafka} is this reader's to close; it is nobody's once it is closed. */
  private final AtomicBoolean owner = new AtomicBoolean(true);

  /** What is earlier is too late for every window, by the watermark that was reported last. */
  private Instant openFrom;

  /**
   * A reader.
   *
   * @param begun whether {@code kafka} has been read from before
   */
  AlignedKafkaReader(
      AlignedKafkaSource source,
      UnboundedReader<KafkaRecord<byte[], Projection>> kafka,
      boolean begun) {
    this.source = source;
    this.kafka = kafka;
    this.begun = begun;
    this.exchange = WatermarkExchange.of(source.settings());
    this.windows = source.settings().aligned().windows();
    this.positions = new Position[source.settings().aligned().partitions()];
    this.reported = exchange.refresh();
    // The end may not be in effect yet; what comes before it is, is counted.
    this.openFrom =
        windows.startOfOldestOpenWindow(
            isEnd(reported) ? source.settings().aligned().watermarkInEffect().get() : reported);
    for (int partition : source.partitions()) {
      positions[partition] = new Position(exchange.progress(partition));
    }
  }

  @Override
  public boolean start() throws IOException {
    boolean hasRecord = begun ? kafka.advance() : kafka.start();
    begun = true;
    return note(hasRecord);
  }

  @Override
  public boolean advance() throws IOException {
    return note(kafka.advance());
  }

  private boolean note(boolean hasRecord) {
    if (hasRecord) {
      KafkaRecord<byte[], Projection> record = kafka.getCurrent();
      Position position = positions[record.getPartition()];
      position.nextOffset = record.getOffset() + 1;
    }
    return hasRecord;
  }

  private static boolean isEnd(Instant watermark) {
    return !watermark.isBefore(BoundedWindow.TIMESTAMP_MAX_VALUE);
  }

  private static boolean isEvent(KafkaRecord<byte[], Projection> record) {
    return !record.getKV().getValue().isMalformed();
  }

  @Override
  public KafkaRecord<byte[], Projection> getCurrent() {
    return kafka.getCurrent();
  }

  @Override
  public Instant getCurrentTimestamp() {
    Instant time = kafka.getCurrentTimestamp();
    boolean late = time.isBefore(openFrom) && isEvent(kafka.getCurrent());
    return late ? BoundedWindow.TIMESTAMP_MIN_VALUE : time;
  }

  @Override
  public Instant getWatermark() {
    Map<Integer, PartitionProgress> progress = new HashMap<>();
    if (begun) {
      // Of KafkaIO only the lowest one can be had, but each policy notes that of its partition.
      kafka.getWatermark();
      for (int partition : source.partitions()) {
        Position position = positions[partition];
        PartitionActivity activity = exchange.activity(partition);
        progress.put(
            partition,
            PartitionProgress.of(
                position.nextOffset,
                PartitionProgress.later(position.maxEventTime, activity.maxEventTime()),
                activity.watermark()));
      }
    }
    reported = exchange.report(progress);
    if (!isEnd(reported)) {
      openFrom = windows.startOfOldestOpenWindow(reported);
    }
    JobMetrics.watermarkReported(reported, Instant.now());
    return reported;
  }

  @Override
  public KafkaCheckpointMark getCheckpointMark() {
    return (KafkaCheckpointMark) kafka.getCheckpointMark();
  }

  @Override
  public AlignedKafkaSource getCurrentSource() {
    return source;
  }

  @Override
  public long getSplitBacklogBytes() {
    return kafka.getSplitBacklogBytes();
  }

  /**
   * Gives away the reader that this one reads with, and leaves it to the other to close; empty if
   * this one has been closed. Runners close readers in whatever thread they notice their age.
   */
  Optional<UnboundedReader<KafkaRecord<byte[], Projection>>> handOver() {
    return owner.compareAndSet(true, false) ? Optional.of(kafka) : Optional.empty();
  }

  @Override
  public void close() {
    OpenReaders.leave(this);
  }

  /** Closes the connections, unless they have been given away. */
  void disconnect() {
    if (owner.compareAndSet(true, false)) {
      try {
        kafka.close();
      } catch (IOException e) {
        LOG.debug("A reader could not be closed", e);
      }
    }
  }

  /** How far a partition has been read: up to now, and by readers in other processes before. */
  private static final class Position {
    long nextOffset;
    final Instant maxEventTime;

    Position(PartitionProgress progress) {
      this.nextOffset = progress.nextOffset();
      this.maxEventTime = progress.maxEventTime();
    }
  }
}
