package dev.sliderule.pipeline;

import dev.sliderule.common.AwakeClock;
import dev.sliderule.common.Durations;
import dev.sliderule.common.KafkaAccess;
import dev.sliderule.common.Repeating;
import dev.sliderule.pipeline.read.ReadSettings;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.annotation.Nullable;
import org.joda.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when Kafka is gone. The Kafka clients in a pipeline wait for ever in that case, so that
 * the job would look alive and do nothing.
 */
final class KafkaWatchdog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaWatchdog.class);

  private final String bootstrapServers;
  private final String topic;
  private final int partitions;
  private final Supplier<OptionalInt> asked;
  private final Duration timeout;
  private final Duration pause;
  private final AwakeClock clock;
  private Duration lastAnswer = Duration.ZERO;
  private boolean warned;
  private Runnable end = () -> {};
  @Nullable private volatile String failure;

  /**
   * A watchdog that does not look by itself.
   *
   * @param partitions of the topic when the job started; of later ones nothing would be read
   * @param asked asks for the number of partitions now; empty if no broker answers
   * @param timeout for how long no broker may answer
   * @param nanoTime as {@link System#nanoTime}
   */
  KafkaWatchdog(
      String bootstrapServers,
      String topic,
      int partitions,
      Supplier<OptionalInt> asked,
      Duration timeout,
      LongSupplier nanoTime) {
    this.bootstrapServers = bootstrapServers;
    this.topic = topic;
    this.partitions = partitions;
    this.asked = asked;
    this.timeout = timeout;
    this.pause = Duration.millis(Math.max(100, Math.min(5_000, timeout.getMillis() / 5)));
    this.clock = new AwakeClock(pause.multipliedBy(2).plus(KafkaAccess.TIMEOUT), nanoTime);
  }

  /**
   * Starts to ask the brokers now and then.
   *
   * @param partitions of the topic when the job started
   * @param timeout for how long no broker may answer
   */
  static KafkaWatchdog start(ReadSettings read, int partitions, Duration timeout) {
    KafkaAccess kafka = KafkaAccess.connect(read.bootstrapServers(), read.clientConfig(), timeout);
    KafkaWatchdog watchdog =
        new KafkaWatchdog(
            read.bootstrapServers(),
            read.topic(),
            partitions,
            () -> kafka.partitions(read.topic()),
            timeout,
            System::nanoTime);
    Repeating looks = Repeating.start("kafka-watchdog", watchdog.pause, watchdog::look);
    watchdog.end =
        () -> {
          looks.close();
          kafka.close();
        };
    return watchdog;
  }

  void look() {
    clock.read();
    OptionalInt now = asked.get();
    if (now.isPresent()) {
      lastAnswer = clock.read();
      warned = false;
      if (now.getAsInt() > partitions) {
        failure =
            String.format(
                Locale.ROOT,
                "topic %s has %d partitions now, but had %d when the job started, which reads no"
                    + " others; run it again",
                topic,
                now.getAsInt(),
                partitions);
      }
      return;
    }
    Duration silence = clock.read().minus(lastAnswer);
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
    end.run();
  }
}
