package dev.sliderule.testing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes, fills and reads topics of a broker, the way any other client would. */
public final class KafkaTopics implements AutoCloseable {
  private static final Duration READ_LIMIT = Duration.ofMinutes(2);

  private final String bootstrapServers;
  private final Admin admin;
  private final KafkaProducer<byte[], byte[]> producer;

  public KafkaTopics(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    Map<String, Object> config = Map.of("bootstrap.servers", bootstrapServers);
    admin = Admin.create(config);
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "max.request.size", 4_000_000),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  public void create(String topic, int partitions) throws Exception {
    NewTopic newTopic =
        new NewTopic(topic, partitions, (short) 1)
            .configs(Map.of("retention.ms", "-1", "max.message.bytes", "4000000"));
    Waits.get("topic " + topic, admin.createTopics(List.of(newTopic)).all());
  }

  /** Sends text to a partition and waits until it is there; returns its offset. */
  public long send(String topic, int partition, String key, String value) {
    return send(topic, partition, null, bytes(key), bytes(value));
  }

  public long send(String topic, int partition, Long timestamp, byte[] key, byte[] value) {
    try {
      return Waits.get(
              "the record's offset",
              producer.send(new ProducerRecord<>(topic, partition, timestamp, key, value)))
          .offset();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Everything that is in the topic now, partition by partition. */
  public List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .collect(Collectors.toList());
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long deadline = System.nanoTime() + READ_LIMIT.toNanos();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        if (System.nanoTime() - deadline >= 0) {
          throw new AssertionError(
              String.format("%s is not read to its end within %s", topic, READ_LIMIT));
        }
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  /** The configuration of a topic that was set or defaulted. */
  public String config(String topic, String name) throws Exception {
    org.apache.kafka.common.config.ConfigResource resource =
        new org.apache.kafka.common.config.ConfigResource(
            org.apache.kafka.common.config.ConfigResource.Type.TOPIC, topic);
    return Waits.get("the configuration", admin.describeConfigs(List.of(resource)).all())
        .get(resource)
        .get(name)
        .value();
  }

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
  }
}
