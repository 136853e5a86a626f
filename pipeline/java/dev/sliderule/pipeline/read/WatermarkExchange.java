package dev.sliderule.pipeline.read;

import dev.sliderule.common.Command;
import dev.sliderule.common.GroupOffsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.joda.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the readers of a job tell each other their watermarks, so that each can report the lowest
 * of all partitions. There is one in each process that has readers; processes exchange theirs
 * through the committed offsets of a consumer group. A partition that has not been heard of counts
 * as not begun.
 *
 * <p>A reader publishes its own watermarks before it reports anything that follows from them, so
 * what one reader has reported in a round of reading, every other one knows in the next.
 */
public final class WatermarkExchange {
  private static final Logger LOG = LoggerFactory.getLogger(WatermarkExchange.class);
  private static final long END_CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final ConcurrentMap<String, WatermarkExchange> BY_JOB = new ConcurrentHashMap<>();

  private final ReadSettings settings;
  private final AlignedReading reading;
  private final GroupOffsets offsets;
  private final ConcurrentMap<Integer, PartitionActivity> activity = new ConcurrentHashMap<>();
  private final Map<Integer, PartitionProgress> known = new HashMap<>();
  private Instant aligned = BoundedWindow.TIMESTAMP_MIN_VALUE;
  private long nextEndCheck = System.nanoTime();
  private boolean warned;

  /** An exchange as another process would have it; jobs use {@link #of}. */
  WatermarkExchange(ReadSettings settings) {
    this.settings = settings;
    this.reading = settings.aligned();
    this.offsets =
        GroupOffsets.of(settings.bootstrapServers(), settings.clientConfig(), settings.topic());
  }

  /** The exchange of a job in this process. */
  public static WatermarkExchange of(ReadSettings settings) {
    return BY_JOB.computeIfAbsent(settings.aligned().job(), job -> new WatermarkExchange(settings));
  }

  /** Forgets everything about a job that has ended. */
  public static void close(ReadSettings settings) {
    WatermarkExchange closed = BY_JOB.remove(settings.aligned().job());
    if (closed != null) {
      closed.offsets.close();
    }
    OpenReaders.forget(settings.aligned().job());
  }

  static boolean isOpen(ReadSettings settings) {
    return BY_JOB.containsKey(settings.aligned().job());
  }

  PartitionActivity activity(int partition) {
    return activity.computeIfAbsent(partition, p -> new PartitionActivity(System::nanoTime));
  }

  /** How far a partition has been read, as far as this process knows. */
  synchronized PartitionProgress progress(int partition) {
    return known.getOrDefault(partition, PartitionProgress.NONE);
  }

  /** How far all partitions have been read, asking other processes if there are any. */
  public Map<Integer, PartitionProgress> progress() {
    refresh();
    synchronized (this) {
      return new HashMap<>(known);
    }
  }

  /** Learns from the other processes, and gives the watermark of all partitions. */
  Instant refresh() {
    return report(Map.of());
  }

  /**
   * Tells the others how far some partitions have been read, and learns from them.
   *
   * @return the watermark of all partitions: the lowest, and never lower than before
   */
  Instant report(Map<Integer, PartitionProgress> own) {
    Map<Integer, PartitionProgress> merged = merge(own);
    try {
      if (reading.acrossProcesses()) {
        exchange(merged);
      }
      checkEnd();
      synchronized (this) {
        warned = false;
      }
    } catch (KafkaException e) {
      // Without the others' answer there is no progress; whether Kafka is gone is watched
      // elsewhere.
      LOG.debug("Watermarks could not be exchanged", e);
      synchronized (this) {
        if (!warned) {
          warned = true;
          LOG.warn("Readers do not learn of each other: {}", Command.rootMessage(e));
        }
        return aligned;
      }
    }
    return align();
  }

  private synchronized Map<Integer, PartitionProgress> merge(Map<Integer, PartitionProgress> news) {
    Map<Integer, PartitionProgress> merged = new HashMap<>();
    news.forEach(
        (partition, progress) ->
            merged.put(partition, known.merge(partition, progress, PartitionProgress::mergedWith)));
    return merged;
  }

  private void exchange(Map<Integer, PartitionProgress> own) {
    Map<Integer, OffsetAndMetadata> commits = new HashMap<>();
    own.forEach((partition, progress) -> commits.put(partition, progress.toCommit()));
    if (!commits.isEmpty()) {
      offsets.commit(reading.watermarkGroup(), commits);
    }
    Map<Integer, PartitionProgress> fetched = new HashMap<>();
    offsets
        .read(reading.watermarkGroup())
        .forEach(
            (partition, commit) ->
                PartitionProgress.fromCommit(commit).ifPresent(p -> fetched.put(partition, p)));
    merge(fetched);
  }

  private void checkEnd() {
    long now = System.nanoTime();
    synchronized (this) {
      if (now - nextEndCheck < 0) {
        return;
      }
      nextEndCheck = now + END_CHECK_NANOS;
    }
    EndOfInput.learnFromGroup(offsets, settings);
  }

  private synchronized Instant align() {
    Instant lowest = BoundedWindow.TIMESTAMP_MAX_VALUE;
    for (int partition = 0; partition < reading.partitions(); partition++) {
      Instant watermark = progress(partition).watermark();
      lowest = watermark.isBefore(lowest) ? watermark : lowest;
    }
    aligned = PartitionProgress.later(aligned, lowest);
    return aligned;
  }
}
