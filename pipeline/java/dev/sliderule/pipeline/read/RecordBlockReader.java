package dev.sliderule.pipeline.read;

import dev.sliderule.pipeline.event.EventTimeRange;
import dev.sliderule.pipeline.event.MalformedException;
import dev.sliderule.pipeline.event.Projection;
import java.io.IOException;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.annotation.Nullable;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/**
 * Reads all records that are at hand into a block, and tells events from what is malformed, too
 * late for every window, or dealt with by an earlier job. Nothing that has been read is left for
 * the next block, so that position and watermark are those of the records' own reader.
 */
final class RecordBlockReader extends UnboundedReader<RecordBlock> {
  private static final long MAX_READING_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Who takes longer to come up with a record had none and has waited for the broker. */
  private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /**
   * How long a block waits for records in all, unless it is known that there are more. What has
   * come in since the last block takes a few answers of the broker; but with records that trickle
   * in, a block must not wait for one after the other.
   */
  private static final long MAX_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final RecordBlockSource source;
  private final UnboundedReader<KafkaRecord<byte[], Projection>> records;
  private final LongSupplier nanoClock;
  @Nullable private final AlignedReading aligned;

  /** What is earlier is in windows only that an earlier job has closed. */
  private final Instant openFrom;

  @Nullable private RecordBlock block;

  /** By which the runner closes windows while it deals with the block. */
  private Instant watermark = BoundedWindow.TIMESTAMP_MIN_VALUE;

  private Instant timestamp = BoundedWindow.TIMESTAMP_MIN_VALUE;

  RecordBlockReader(
      RecordBlockSource source,
      UnboundedReader<KafkaRecord<byte[], Projection>> records,
      LongSupplier nanoClock) {
    this.source = source;
    this.records = records;
    this.nanoClock = nanoClock;
    this.aligned = source.settings().aligned();
    this.openFrom =
        aligned == null
            ? BoundedWindow.TIMESTAMP_MIN_VALUE
            : aligned.windows().startOfOldestOpenWindow(aligned.start().watermark());
  }

  @Override
  public synchronized boolean start() throws IOException {
    return read(!hasEnded() && records.start());
  }

  @Override
  public synchronized boolean advance() throws IOException {
    return read(!hasEnded() && records.advance());
  }

  /**
   * Takes note of the watermark in effect; returns whether it is at the end of time. All windows
   * are closed then, and what has come since the end of the input is for the next job.
   */
  private boolean hasEnded() {
    if (aligned != null) {
      watermark = aligned.watermarkInEffect().get();
    }
    return !watermark.isBefore(BoundedWindow.TIMESTAMP_MAX_VALUE);
  }

  private boolean read(boolean hasRecord) throws IOException {
    if (!hasRecord) {
      block = null;
      return false;
    }
    RecordBlock.Builder builder = new RecordBlock.Builder(source.packing().packer());
    add(builder);
    long begun = nanoClock.getAsLong();
    long now = begun;
    long waited = 0;
    while (builder.records() < source.capacity() && now - begun < MAX_READING_NANOS) {
      boolean atHand = records.advance();
      if (atHand) {
        add(builder);
      }
      long before = now;
      now = nanoClock.getAsLong();
      boolean hasWaited = now - before >= WAIT_NANOS;
      if (hasWaited) {
        waited += now - before;
      }
      boolean longEnough = hasWaited && waited >= MAX_WAIT_NANOS;
      if ((!atHand || longEnough) && records.getSplitBacklogBytes() <= 0) {
        break;
      }
    }
    block = builder.build();
    // Where there is no event, the clock: it is later than the watermark, and holds nothing back.
    timestamp = builder.earliest() == null ? Instant.now() : builder.earliest();
    return true;
  }

  private void add(RecordBlock.Builder builder) {
    KafkaRecord<byte[], Projection> record = records.getCurrent();
    Projection projection = checkKafkaTime(record);
    Instant eventTime = eventTime(record, projection);
    boolean closed = !projection.isMalformed() && isClosed(eventTime);
    if ((closed || projection.isMalformed()) && isProcessed(record)) {
      builder.reread();
    } else if (closed) {
      builder.late();
    } else if (projection.isMalformed()) {
      builder.malformed(malformed(record, projection));
    } else {
      builder.event(projection.event(), eventTime, isBehind(eventTime));
    }
  }

  private static Instant eventTime(KafkaRecord<byte[], Projection> record, Projection projection) {
    return projection.eventTime() == null
        ? Instant.ofEpochMilli(record.getTimestamp())
        : projection.eventTime();
  }

  /** Whether the records' reader has found one too late, or an earlier job closed its windows. */
  private boolean isClosed(Instant eventTime) {
    return eventTime.isBefore(openFrom)
        || records.getCurrentTimestamp().equals(BoundedWindow.TIMESTAMP_MIN_VALUE);
  }

  /** Whether the watermark has passed the slice of an event. */
  private boolean isBehind(Instant eventTime) {
    return eventTime.isBefore(watermark)
        && aligned.windows().endOfSlice(eventTime).isBefore(watermark);
  }

  private boolean isProcessed(KafkaRecord<byte[], Projection> record) {
    return aligned != null
        && aligned.start().isProcessed(record.getPartition(), record.getOffset());
  }

  /** A record whose own timestamp is the event time can only be judged here, not by its value. */
  private Projection checkKafkaTime(KafkaRecord<byte[], Projection> record) {
    Projection projection = record.getKV().getValue();
    if (projection.isMalformed() || projection.eventTime() != null) {
      return projection;
    }
    try {
      EventTimeRange.check(
          "the Kafka timestamp",
          Instant.ofEpochMilli(record.getTimestamp()),
          Instant.now(),
          source.settings().fields().maxFutureSkew());
      return projection;
    } catch (MalformedException e) {
      return Projection.malformed(e.reason(), e.getMessage(), projection.value());
    }
  }

  private static MalformedRecord malformed(
      KafkaRecord<byte[], Projection> record, Projection projection) {
    return MalformedRecord.builder()
        .setReason(projection.reason())
        .setDetail(projection.detail())
        .setTopic(record.getTopic())
        .setPartition(record.getPartition())
        .setOffset(record.getOffset())
        .setKey(record.getKV().getKey())
        .setValue(projection.value())
        .build();
  }

  @Override
  public RecordBlock getCurrent() {
    if (block == null) {
      throw new NoSuchElementException();
    }
    return block;
  }

  /** No event in the block is earlier. */
  @Override
  public Instant getCurrentTimestamp() {
    return timestamp;
  }

  @Override
  public Instant getWatermark() {
    return records.getWatermark();
  }

  @Override
  public UnboundedSource.CheckpointMark getCheckpointMark() {
    return records.getCheckpointMark();
  }

  @Override
  public RecordBlockSource getCurrentSource() {
    return source;
  }

  @Override
  public long getSplitBacklogBytes() {
    return records.getSplitBacklogBytes();
  }

  /**
   * Waits for the block that is being read: Beam's SparkRunner closes readers that have been in use
   * for 1.5 intervals, in the thread of another one, and KafkaIO's fails if that hits its start.
   */
  @Override
  public synchronized void close() throws IOException {
    records.close();
  }
}
