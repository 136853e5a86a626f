package dev.sliderule.bench;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends events at a steady rate, each with the time at which it is sent. */
final class PacedProducer {
  private static final long PAUSE_MILLIS = 2;

  private final String bootstrapServers;
  private final BenchTopic topic;
  private final int rate;
  private final WatermarkPassings passings;

  /**
   * A producer.
   *
   * @param rate events per second
   * @param passings is told of every event that the broker has taken
   */
  PacedProducer(String bootstrapServers, BenchTopic topic, int rate, WatermarkPassings passings) {
    this.bootstrapServers = bootstrapServers;
    this.topic = topic;
    this.rate = rate;
    this.passings = passings;
  }

  /** Sends for so long; returns how many events. */
  @SuppressWarnings("FutureReturnValueIgnored") // The callback gets the failure as well.
  int send(Duration duration) throws ExecutionException, InterruptedException {
    AtomicReference<Exception> failure = new AtomicReference<>();
    int sent = 0;
    try (KafkaProducer<byte[], byte[]> producer = BenchTopic.producer(bootstrapServers)) {
      long start = System.nanoTime();
      for (long elapsed = 0; elapsed < duration.toNanos(); elapsed = System.nanoTime() - start) {
        long due = (long) (rate * (elapsed / 1e9));
        for (; sent < due; sent++) {
          int partition = sent % BenchTopic.PARTITIONS;
          long time = System.currentTimeMillis();
          byte[] json = topic.events().jsonAt(sent, time);
          producer.send(
              new ProducerRecord<>(topic.name(), partition, null, json),
              (metadata, e) -> {
                if (e == null) {
                  passings.appended(partition, time, metadata.timestamp());
                } else {
                  failure.compareAndSet(null, e);
                }
              });
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
    if (failure.get() != null) {
      throw new ExecutionException(failure.get());
    }
    return sent;
  }
}
