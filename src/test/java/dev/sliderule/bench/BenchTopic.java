package dev.sliderule.bench;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic of events, which every case of a benchmark reads from its beginning. */
final class BenchTopic {
  private static final int PARTITIONS = 8;
  private static final int REPORT_EVERY = 100_000;

  private final String name;
  private final Events events;

  private BenchTopic(String name, Events events) {
    this.name = name;
    this.events = events;
  }

  String name() {
    return name;
  }

  Events events() {
    return events;
  }

  /** The bytes of all events. */
  long bytes() {
    return (long) events.number() * Events.BYTES;
  }

  /**
   * Makes the topic and fills it: the events in turn over the partitions, and at the end of each
   * partition one event that ends all windows. The producer is idempotent, which is its default:
   * each event is there once, and in order.
   *
   * @param loaded is told now and then how many events are on their way
   */
  @SuppressWarnings("FutureReturnValueIgnored") // The callback gets the failure as well.
  static BenchTopic load(String bootstrapServers, String name, Events events, IntConsumer loaded)
      throws ExecutionException, InterruptedException {
    create(bootstrapServers, name, PARTITIONS, Map.of("retention.ms", "-1"));
    AtomicReference<Exception> failure = new AtomicReference<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "acks",
                "1",
                "batch.size",
                256 * 1024,
                "linger.ms",
                20,
                "buffer.memory",
                64L * 1024 * 1024),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int event = 0; event < events.number() + PARTITIONS; event++) {
        byte[] json = event < events.number() ? events.json(event) : events.closing();
        producer.send(
            new ProducerRecord<>(name, event % PARTITIONS, null, json),
            (metadata, e) -> failure.compareAndSet(null, e));
        if (event % REPORT_EVERY == 0) {
          loaded.accept(event);
        }
      }
    }
    if (failure.get() != null) {
      throw new ExecutionException(failure.get());
    }
    return new BenchTopic(name, events);
  }

  /** Makes a topic for the rows of a run, with the broker's time of arrival as timestamps. */
  static void createForRows(String bootstrapServers, String name)
      throws ExecutionException, InterruptedException {
    create(
        bootstrapServers,
        name,
        1,
        Map.of("retention.ms", "-1", "message.timestamp.type", "LogAppendTime"));
  }

  /** Removes the topic of a run. */
  static void delete(String bootstrapServers, String name)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.deleteTopics(List.of(name)).all().get();
    }
  }

  private static void create(
      String bootstrapServers, String name, int partitions, Map<String, String> config)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin
          .createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(config)))
          .all()
          .get();
    }
  }
}
