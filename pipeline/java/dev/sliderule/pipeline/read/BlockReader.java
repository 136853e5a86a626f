package dev.sliderule.pipeline.read;

import dev.sliderule.pipeline.event.EventTimeRange;
import dev.sliderule.pipeline.event.MalformedException;
import dev.sliderule.pipeline.event.MalformedRecord;
import dev.sliderule.pipeline.event.Projection;
import dev.sliderule.pipeline.metrics.JobMetrics;
import dev.sliderule.pipeline.windows.SliceAggregator;
import dev.sliderule.pipeline.windows.SliceSums;
import dev.sliderule.pipeline.windows.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import javax.annotation.Nullable;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the records that Kafka has for some partitions, up to a limit, into a block: the sums of
 * the events, the malformed records, and a span of each partition. Nothing that has been read is
 * left for the next block, so that spans join and their watermarks hold. A block without a record
 * tells that a watermark has moved.
 *
 * <p>The watermark that a runner gets says only whether there will be more blocks.
 */
final class BlockReader extends UnboundedReader<Block> {
  private static final Logger LOG = LoggerFactory.getLogger(BlockReader.class);

  private static final long MAX_READING_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** A call of KafkaIO's reader that takes longer has waited for the broker. */
  private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /**
   * How long a block waits for records in all, unless it is known that there are more. What has
   * come in since the last block takes a few answers of the broker; but with records that trickle
   * in, a block must not wait for one after the other.
   */
  private static final long MAX_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** From a block to one without a record, so that a watermark by the clock makes no flood. */
  private static final long EMPTY_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Bounds the memory of a block: as many sketches, of up to 13 kB each by default. */
  private static final int MAX_AGGREGATES = 10_000;

  private final BlockSource source;
  private final UnboundedReader<KafkaRecord<byte[], Projection>> kafka;
  private final LongSupplier nanoClock;
  private final KafkaPartitions partitions;
  private boolean begun;

  /** Events before this are only in windows that an earlier job has closed. */
  private final Instant openFrom;

  private final Map<Integer, Position> positions = new TreeMap<>();
  private final List<MalformedRecord> malformed = new ArrayList<>();
  private final SliceAggregator sums;
  private final SliceAggregator rereadSums;
  private final Map<Integer, List<SliceSums>> drained = new HashMap<>();
  private long lastBlockNanos;
  @Nullable private Block block;
  private boolean isDone;

  /** Whether {@link #kafka} is this reader's to close; it is nobody's once it is closed. */
  private final AtomicBoolean owner = new AtomicBoolean(true);

  /**
   * A reader.
   *
   * @param kafka reads the partitions of the source
   * @param begun whether it has been read from before
   * @param starts by partition, the position where it begins or goes on
   * @param nanoClock as {@link System#nanoTime}
   */
  BlockReader(
      BlockSource source,
      UnboundedReader<KafkaRecord<byte[], Projection>> kafka,
      boolean begun,
      Map<Integer, Long> starts,
      LongSupplier nanoClock) {
    this.source = source;
    this.kafka = kafka;
    this.begun = begun;
    this.nanoClock = nanoClock;
    this.partitions = KafkaPartitions.of(source.settings());
    this.openFrom =
        source.windows().startOfOldestOpenWindow(source.settings().start().point().watermark());
    this.sums = source.newAggregator(false);
    this.rereadSums = source.newAggregator(true);
    this.lastBlockNanos = nanoClock.getAsLong() - EMPTY_PAUSE_NANOS;
    for (int partition : source.partitions()) {
      positions.put(
          partition,
          new Position(
              starts.get(partition), source.settings().start().point().processed(partition)));
    }
  }

  @Override
  public synchronized boolean start() throws IOException {
    return advance();
  }

  @Override
  public synchronized boolean advance() throws IOException {
    block = null;
    // What has come since the end of the input is for the next job.
    if (positions.keySet().stream().allMatch(p -> partitions.activity(p).hasEnded())) {
      isDone = true;
      return false;
    }
    partitions.checkEnd();
    long now = read();
    // KafkaIO returns the lowest only, but the call lets each partition's policy note its own.
    kafka.getWatermark();
    List<Span> spans = new ArrayList<>();
    boolean hasRecords = false;
    boolean hasEnded = false;
    for (Map.Entry<Integer, Position> entry : positions.entrySet()) {
      Position position = entry.getValue();
      Instant watermark = partitions.activity(entry.getKey()).watermark();
      hasRecords |= position.hasRead();
      hasEnded |=
          position.watermark.isBefore(watermark)
              && !watermark.isBefore(BoundedWindow.TIMESTAMP_MAX_VALUE);
      if (position.hasRead() || position.watermark.isBefore(watermark)) {
        spans.add(span(entry.getKey(), position, watermark));
      }
    }
    if (!hasRecords && !hasEnded && !isTimeForEmptyBlock(now, !spans.isEmpty())) {
      return false;
    }
    lastBlockNanos = now;
    for (Span span : spans) {
      positions.get(span.partition()).next(span.watermark());
      JobMetrics.partitionRead(span.partition(), span.to());
    }
    spans.stream()
        .filter(span -> !span.watermark().isBefore(BoundedWindow.TIMESTAMP_MAX_VALUE))
        .forEach(span -> partitions.activity(span.partition()).end());
    drain();
    block = new Block(Instant.now(), spans, new TreeMap<>(drained), new ArrayList<>(malformed));
    drained.clear();
    malformed.clear();
    return true;
  }

  /** Reads what is at hand; returns the time after that. */
  private long read() throws IOException {
    boolean hasRecord = begun ? kafka.advance() : kafka.start();
    begun = true;
    long start = nanoClock.getAsLong();
    if (!hasRecord) {
      return start;
    }
    add();
    int records = 1;
    long now = start;
    long waited = 0;
    while (records < source.capacity() && now - start < MAX_READING_NANOS) {
      boolean atHand = kafka.advance();
      if (atHand) {
        add();
        records++;
      }
      long before = now;
      now = nanoClock.getAsLong();
      boolean hasWaited = now - before >= WAIT_NANOS;
      if (hasWaited) {
        waited += now - before;
      }
      boolean longEnough = hasWaited && waited >= MAX_WAIT_NANOS;
      if ((!atHand || longEnough) && kafka.getSplitBacklogBytes() <= 0) {
        break;
      }
    }
    return now;
  }

  /** For a watermark that has moved, or for early rows, which wait for the time in blocks. */
  private boolean isTimeForEmptyBlock(long now, boolean hasMoved) {
    long pause = now - lastBlockNanos;
    return (hasMoved && pause >= EMPTY_PAUSE_NANOS)
        || (source.windows().earlyFiring() != null
            && pause >= TimeUnit.MILLISECONDS.toNanos(source.windows().earlyFiring().getMillis()));
  }

  private Span span(int partition, Position position, Instant watermark) {
    return Span.builder()
        .setPartition(partition)
        .setFrom(position.from)
        .setTo(position.to)
        .setWatermark(watermark)
        .setMaxEventTime(partitions.activity(partition).maxEventTime())
        .setRecords(position.records)
        .setMalformed(position.malformed)
        .setReread(position.reread)
        .build();
  }

  private void add() {
    KafkaRecord<byte[], Projection> record = kafka.getCurrent();
    Position position = positions.get(record.getPartition());
    position.to = record.getOffset() + 1;
    Projection projection = checkKafkaTime(record);
    Instant eventTime = eventTime(record, projection);
    boolean isReread = record.getOffset() < position.processed;
    if (isReread && (projection.isMalformed() || eventTime.isBefore(openFrom))) {
      position.reread++;
      return;
    }
    position.records++;
    if (projection.isMalformed()) {
      position.malformed++;
      malformed.add(malformed(record, projection));
      return;
    }
    (isReread ? rereadSums : sums).add(projection.event(), eventTime);
    if (sums.size() + rereadSums.size() >= MAX_AGGREGATES) {
      drain();
    }
  }

  private void drain() {
    drain(sums);
    drain(rereadSums);
  }

  private void drain(SliceAggregator aggregator) {
    aggregator
        .drain()
        .forEach(
            (shard, more) ->
                drained.computeIfAbsent(shard, unused -> new ArrayList<>()).addAll(more));
  }

  private static Instant eventTime(KafkaRecord<byte[], Projection> record, Projection projection) {
    return projection.eventTime() == null
        ? Instant.ofEpochMilli(record.getTimestamp())
        : projection.eventTime();
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
  public Block getCurrent() {
    if (block == null) {
      throw new NoSuchElementException();
    }
    return block;
  }

  @Override
  public Instant getCurrentTimestamp() {
    return getCurrent().readAt();
  }

  @Override
  public Instant getWatermark() {
    return isDone && partitions.haveAllEnded()
        ? BoundedWindow.TIMESTAMP_MAX_VALUE
        : BoundedWindow.TIMESTAMP_MIN_VALUE;
  }

  @Override
  public UnboundedSource.CheckpointMark getCheckpointMark() {
    return kafka.getCheckpointMark();
  }

  @Override
  public BlockSource getCurrentSource() {
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

  /**
   * Waits for the block that is being read: Beam's SparkRunner closes readers that have been in use
   * for 1.5 intervals, in the thread of another one, and KafkaIO's fails if that hits its start.
   */
  @Override
  public synchronized void close() {
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

  /** Of one partition: where the next span begins, and what has been read since. */
  private static final class Position {
    /** The offset up to which, exclusively, earlier jobs had dealt with records. */
    private final long processed;

    private long from;
    private long to;
    private Instant watermark = BoundedWindow.TIMESTAMP_MIN_VALUE;
    private long records;
    private long malformed;
    private long reread;

    Position(long start, long processed) {
      this.processed = processed;
      from = start;
      to = start;
    }

    boolean hasRead() {
      return to > from;
    }

    /** Begins the next span. */
    void next(Instant watermark) {
      from = to;
      this.watermark = watermark;
      records = 0;
      malformed = 0;
      reread = 0;
    }
  }
}
