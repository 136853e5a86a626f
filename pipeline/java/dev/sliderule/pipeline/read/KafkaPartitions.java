package dev.sliderule.pipeline.read;

import dev.sliderule.common.Command;
import dev.sliderule.common.GroupOffsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import javax.annotation.Nullable;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must not be forgotten about the partitions of a job, in one process, when a runner closes
 * its readers and opens others. Static, because runners hand sources on in serialized form.
 */
public final class KafkaPartitions {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaPartitions.class);
  private static final long END_CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final ConcurrentMap<String, KafkaPartitions> BY_JOB = new ConcurrentHashMap<>();

  private final ReadSettings settings;
  private final ConcurrentMap<Integer, PartitionActivity> activity = new ConcurrentHashMap<>();
  @Nullable private final GroupOffsets offsets;
  private long nextEndCheck = System.nanoTime();
  private boolean warned;

  private KafkaPartitions(ReadSettings settings) {
    this.settings = settings;
    this.offsets =
        settings.start().consumerGroup() == null
            ? null
            : GroupOffsets.of(
                settings.bootstrapServers(), settings.clientConfig(), settings.topic());
  }

  /** The partitions of a job in this process. */
  static KafkaPartitions of(ReadSettings settings) {
    return BY_JOB.computeIfAbsent(settings.start().job(), job -> new KafkaPartitions(settings));
  }

  /** Forgets everything about a job that has ended. */
  public static void close(ReadSettings settings) {
    KafkaPartitions closed = BY_JOB.remove(settings.start().job());
    if (closed != null && closed.offsets != null) {
      closed.offsets.close();
    }
    OpenReaders.forget(settings.start().job());
  }

  static boolean isOpen(ReadSettings settings) {
    return BY_JOB.containsKey(settings.start().job());
  }

  PartitionActivity activity(int partition) {
    return activity.computeIfAbsent(partition, p -> new PartitionActivity(System::nanoTime));
  }

  /** Whether all partitions of the topic have been read to their end in this process. */
  boolean haveAllEnded() {
    return settings.start().point().offsets().keySet().stream()
        .allMatch(partition -> activity(partition).hasEnded());
  }

  /** Learns, about once a second, whether the end of the input has been announced elsewhere. */
  void checkEnd() {
    synchronized (this) {
      long now = System.nanoTime();
      if (offsets == null || now - nextEndCheck < 0) {
        return;
      }
      nextEndCheck = now + END_CHECK_NANOS;
    }
    try {
      EndOfInput.learnFromGroup(offsets, settings);
      warned = false;
    } catch (KafkaException e) {
      // Whether Kafka is gone is watched elsewhere.
      if (!warned) {
        warned = true;
        LOG.warn("It is not known whether the input has ended: {}", Command.rootMessage(e));
      }
      LOG.debug("It is not known whether the input has ended", e);
    }
  }
}
