package dev.sliderule.bench;

import dev.sliderule.testing.Waits;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic of events, which every case of a benchmark reads from its beginning. */
final class BenchTopic {
  /** Partitions of every topic of events. */
  static final int PARTITIONS = 8;

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
   * partition one event that ends all windows.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // The callback gets the failure as well.
  static BenchTopic load(String bootstrapServers, String name, Events events)
      throws ExecutionException, InterruptedException {
    create(bootstrapServers, name, PARTITIONS, Map.of("retention.ms", "-1"));
    AtomicReference<Exception> failure = new AtomicReference<>();
    try (KafkaProducer<byte[], byte[]> producer = producer(bootstrapServers)) {
      for (int event = 0; event < events.number() + PARTITIONS; event++) {
        byte[] json = event < events.number() ? events.json(event) : events.closing();
        producer.send(
            new ProducerRecord<>(name, event % PARTITIONS, null, json),
            (metadata, e) -> failure.compareAndSet(null, e));
      }
    }
    if (failure.get() != null) {
      throw new ExecutionException(failure.get());
    }
    return new BenchTopic(name, events);
  }

  /**
   * A producer of events: each is there once, and in order. It is idempotent, which is Kafka's
   * default, and waits for one request before it sends the next: a partition that is so new that it
   * refuses the first request may take the second, and then never the first.
   */
  static KafkaProducer<byte[], byte[]> producer(String bootstrapServers) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "max.in.flight.requests.per.connection",
            1,
            "batch.size",
            256 * 1024,
            "linger.ms",
            20,
            "buffer.memory",
            64L * 1024 * 1024),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** Makes an empty topic for events as they come, with the broker's time as timestamps. */
  static BenchTopic createForPaced(String bootstrapServers, String name)
      throws ExecutionException, InterruptedException {
    create(bootstrapServers, name, PARTITIONS, Map.of("message.timestamp.type", "LogAppendTime"));
    return new BenchTopic(name, new Events(1, 1));
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

  /** Removes the topic of a run, and those that its subject has made beside it. */
  static void deleteAll(String bootstrapServers, String name)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      List<String> names =
          admin.listTopics().names().get().stream()
              .filter(other -> other.equals(name) || other.startsWith(name + "-"))
              .collect(Collectors.toList());
      Waits.get("the deletion of topics", admin.deleteTopics(names).all());
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
