package dev.sliderule.spark;

import dev.sliderule.common.AwakeClock;
import dev.sliderule.common.Command;
import dev.sliderule.common.Durations;
import dev.sliderule.common.Repeating;
import dev.sliderule.pipeline.metrics.PartitionProgress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.annotation.Nullable;
import org.apache.kafka.common.KafkaException;
import org.joda.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when a job is alive but gets nowhere, and warns at half the time-out:
 *
 * <ul>
 *   <li>No batch completes any more.
 *   <li>Records come faster than they are dealt with, all the time; see {@link BacklogTrend}. A job
 *       cannot be told from one whose peak ends a moment later, so the time-out has to be longer
 *       than the longest time for which more comes in than the job can do.
 *   <li>A partition is not read while others are, so that no window closes; see {@link
 *       StandingWatermark}. Whatever else holds the watermark may pass, so that is only warned of.
 *       A partition may hold it for the idle time-out in any case.
 * </ul>
 *
 * <p>Time in which this process did not run does not count; see {@link AwakeClock}.
 */
final class ProgressWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressWatch.class);

  /** How many looks there are in the time-out. */
  private static final int LOOKS = 40;

  private final Duration timeout;
  private final Duration idleTimeout;
  private final Duration pause;
  private final Map<Integer, Long> starts;
  private final Supplier<Map<Integer, Long>> ends;
  private final AwakeClock clock;
  private final BacklogTrend trend;
  private final StandingWatermark watermark;
  private final AtomicLong batches = new AtomicLong();
  private final AtomicLong largestBatch = new AtomicLong();
  private long batchesSeen;
  private Duration lastBatch = Duration.ZERO;
  private volatile Map<Integer, PartitionProgress> lastRead = Map.of();
  private long readByBatches;
  private boolean warnedOfStall;
  private boolean warnedOfBacklog;
  private boolean warnedOfWatermark;
  private boolean warnedOfKafka;
  @Nullable private Repeating looks;
  @Nullable private volatile String failure;

  /**
   * A watch that has not begun.
   *
   * @param timeout for how long there may be no progress
   * @param idleTimeout for how long a partition without records may hold the watermark
   * @param starts by partition, the offset at which reading starts
   * @param ends by partition, the offset that its next record will have
   * @param nanoTime as {@link System#nanoTime}
   */
  ProgressWatch(
      Duration timeout,
      Duration idleTimeout,
      Map<Integer, Long> starts,
      Supplier<Map<Integer, Long>> ends,
      LongSupplier nanoTime) {
    this.timeout = timeout;
    this.idleTimeout = idleTimeout;
    this.pause = Duration.millis(Math.max(100, timeout.getMillis() / LOOKS));
    this.starts = starts;
    this.ends = ends;
    this.clock = new AwakeClock(pause.multipliedBy(2), nanoTime);
    this.trend = new BacklogTrend(timeout);
    this.watermark = new StandingWatermark(starts.size());
  }

  /** Looks now and then, until closed. */
  void start() {
    looks = Repeating.start("progress-watch", pause, this::look);
  }

  /** Why the job must end; null while it may go on. */
  @Nullable
  String failure() {
    return failure;
  }

  /** Takes note of a batch that has completed, and of how far partitions have been read with it. */
  void batchCompleted(Map<Integer, PartitionProgress> read) {
    lastRead = read;
    long all = recordsRead(read);
    long before = readByBatches;
    readByBatches = all;
    largestBatch.accumulateAndGet(all - before, Math::max);
    batches.incrementAndGet();
  }

  private long recordsRead(Map<Integer, PartitionProgress> read) {
    return starts.entrySet().stream()
        .filter(start -> read.containsKey(start.getKey()))
        .mapToLong(s -> Math.max(0, read.get(s.getKey()).nextOffset() - s.getValue()))
        .sum();
  }

  void look() {
    Duration now = clock.read();
    lookForStall(now);
    try {
      Map<Integer, Long> end = ends.get();
      Map<Integer, PartitionProgress> read = lastRead;
      warnedOfKafka = false;
      lookForBacklog(now, read, end);
      lookForWatermark(now, read, end);
    } catch (KafkaException e) {
      // Whether Kafka is gone is watched elsewhere.
      if (!warnedOfKafka) {
        warnedOfKafka = true;
        LOG.warn("It is not known how far the job is behind Kafka: {}", Command.rootMessage(e));
      }
      LOG.debug("It is not known how far the job is behind Kafka", e);
    }
  }

  private void lookForStall(Duration now) {
    long completed = batches.get();
    if (completed != batchesSeen) {
      batchesSeen = completed;
      lastBatch = now;
    }
    Duration silence = now.minus(lastBatch);
    if (silence.isLongerThan(timeout)) {
      failure =
          String.format(
              Locale.ROOT,
              "no batch has been completed for %s (--progressTimeout); Spark has no room for the"
                  + " job, or a sink does not answer: give it executors, look at the log, and run"
                  + " it again",
              Durations.format(timeout));
    } else if (silence.isLongerThan(half()) && !warnedOfStall) {
      warnedOfStall = true;
      LOG.warn(
          "No batch has been completed for {}; the job ends if that lasts {}",
          Durations.format(half()),
          Durations.format(timeout));
    } else if (!silence.isLongerThan(half())) {
      warnedOfStall = false;
    }
  }

  private void lookForBacklog(
      Duration now, Map<Integer, PartitionProgress> read, Map<Integer, Long> end) {
    long come = 0;
    for (Map.Entry<Integer, Long> start : starts.entrySet()) {
      come += Math.max(0, end.getOrDefault(start.getKey(), 0L) - start.getValue());
    }
    long all = recordsRead(read);
    trend.add(now, Math.max(0, come - all), all, largestBatch.getAndSet(0));
    if (trend.grewFor(timeout)) {
      failure =
          String.format(
              Locale.ROOT,
              "the job has fallen further and further behind Kafka for %s (--progressTimeout); give"
                  + " it more executors, or a longer --batchIntervalMillis, and run it again: it"
                  + " goes on where the windows began that are open",
              Durations.format(timeout));
    } else if (trend.grewFor(half())) {
      if (!warnedOfBacklog) {
        warnedOfBacklog = true;
        LOG.warn(
            "The job has fallen further and further behind Kafka for {}; it ends if that lasts {}",
            Durations.format(half()),
            Durations.format(timeout));
      }
    } else {
      warnedOfBacklog = false;
    }
  }

  private void lookForWatermark(
      Duration now, Map<Integer, PartitionProgress> read, Map<Integer, Long> end) {
    watermark.look(now, read, end);
    List<Integer> starved = watermark.starvedFor(timeout);
    if (watermark.stoodFor(timeout.plus(idleTimeout)) && !starved.isEmpty()) {
      failure =
          String.format(
              Locale.ROOT,
              "no record of partition %s has been read for %s (--progressTimeout) while those of"
                  + " others were, so that no window closes; look at its leader, and run the job again: it"
                  + " goes on where the windows began that are open",
              text(starved),
              Durations.format(timeout));
    } else if (watermark.stoodFor(half().plus(idleTimeout))) {
      if (!warnedOfWatermark) {
        warnedOfWatermark = true;
        LOG.warn(
            "The watermark has stood still for {} while newer records were read, so that no window"
                + " closes; that is due to partition {}",
            Durations.format(half()),
            text(watermark.holders()));
      }
    } else {
      warnedOfWatermark = false;
    }
  }

  private static String text(Iterable<Integer> partitions) {
    StringBuilder text = new StringBuilder();
    partitions.forEach(p -> text.append(text.length() == 0 ? "" : ", ").append(p));
    return text.toString();
  }

  private Duration half() {
    return timeout.dividedBy(2);
  }

  @Override
  public void close() {
    if (looks != null) {
      looks.close();
    }
  }
}
