package dev.sliderule.pipeline;

import dev.sliderule.common.Durations;
import dev.sliderule.common.KafkaAccess;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import javax.annotation.Nullable;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when Kafka is gone. The Kafka clients in a pipeline wait for ever in that case, so that
 * the job would look alive and do nothing.
 */
final class KafkaWatchdog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaWatchdog.class);

  private final String bootstrapServers;
  private final KafkaAccess kafka;
  private final Duration timeout;
  private final Timer timer = new Timer("kafka-watchdog", true);
  private Instant lastAnswer = Instant.now();
  private boolean warned;
  @Nullable private volatile String failure;

  private KafkaWatchdog(String bootstrapServers, KafkaAccess kafka, Duration timeout) {
    this.bootstrapServers = bootstrapServers;
    this.kafka = kafka;
    this.timeout = timeout;
  }

  /**
   * Starts to ask the brokers now and then.
   *
   * @param timeout for how long no broker may answer
   */
  static KafkaWatchdog start(
      String bootstrapServers, Map<String, Object> clientConfig, Duration timeout) {
    KafkaWatchdog watchdog =
        new KafkaWatchdog(
            bootstrapServers, KafkaAccess.connect(bootstrapServers, clientConfig), timeout);
    long period = Math.max(100, Math.min(5_000, timeout.getMillis() / 5));
    watchdog.timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            watchdog.check();
          }
        },
        period,
        period);
    return watchdog;
  }

  private void check() {
    if (kafka.isReachable()) {
      lastAnswer = Instant.now();
      warned = false;
      return;
    }
    Duration silence = new Duration(lastAnswer, Instant.now());
    if (silence.isLongerThan(timeout)) {
      failure =
          String.format(
              Locale.ROOT,
              "no Kafka broker at %s has answered for %s (--kafkaTimeout); start it and run the"
                  + " job again",
              bootstrapServers,
              Durations.format(timeout));
    } else if (!warned) {
      warned = true;
      LOG.warn(
          "No Kafka broker at {} answers; the job ends if that lasts {}",
          bootstrapServers,
          Durations.format(timeout));
    }
  }

  /** Why the job cannot go on; empty while it can. */
  Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public void close() {
    timer.cancel();
    kafka.close();
  }
}
