package dev.sliderule.spark;

import dev.sliderule.common.Durations;
import java.util.Locale;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.annotation.Nullable;
import org.apache.kafka.common.KafkaException;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when a job is alive but gets nowhere: no batch completes any more, or Kafka's records
 * come faster than they are dealt with. Warns at half the time.
 */
final class ProgressWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressWatch.class);

  /** How many looks there are in the time-out. */
  private static final int LOOKS = 40;

  private final Duration timeout;
  private final Supplier<Instant> lastCompleted;
  private final LongSupplier backlog;
  private final Supplier<Instant> clock;
  private final BacklogTrend trend;
  private final Timer timer = new Timer("progress-watch", true);
  private boolean warnedOfStall;
  private boolean warnedOfBacklog;
  @Nullable private volatile String failure;

  /**
   * A watch that has not begun.
   *
   * @param timeout for how long there may be no progress
   * @param lastCompleted when a batch completed last
   * @param backlog records in Kafka that have not been read
   */
  ProgressWatch(
      Duration timeout,
      Supplier<Instant> lastCompleted,
      LongSupplier backlog,
      Supplier<Instant> clock) {
    this.timeout = timeout;
    this.lastCompleted = lastCompleted;
    this.backlog = backlog;
    this.clock = clock;
    this.trend = new BacklogTrend(timeout);
  }

  /** Looks now and then, until closed. */
  void start() {
    long period = Math.max(100, timeout.getMillis() / LOOKS);
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            look();
          }
        },
        period,
        period);
  }

  /** Why the job must end; null while it may go on. */
  @Nullable
  String failure() {
    return failure;
  }

  void look() {
    lookForStall();
    try {
      trend.add(clock.get(), backlog.getAsLong());
      lookForBacklog();
    } catch (KafkaException e) {
      // Whether Kafka is gone is watched elsewhere.
      LOG.debug("The backlog is not known", e);
    }
  }

  private void lookForStall() {
    Duration silence = new Duration(lastCompleted.get(), clock.get());
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

  private void lookForBacklog() {
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

  private Duration half() {
    return timeout.dividedBy(2);
  }

  @Override
  public void close() {
    timer.cancel();
  }
}
