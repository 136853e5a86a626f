package dev.sliderule.launcher;

import dev.sliderule.common.JobFailedException;
import dev.sliderule.pipeline.write.ResultKey;
import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.pipeline.write.ResultRowJson;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Follows a results topic and keeps the latest row of every key. Rows that were in the topic before
 * the reader was opened are not read. For one thread.
 */
final class ResultsReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration TOPIC_PATIENCE = Duration.ofSeconds(10);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String topic;
  private final SortedMap<ResultKey, ResultRow> latest = new TreeMap<>();

  private ResultsReader(KafkaConsumer<byte[], byte[]> consumer, String topic) {
    this.consumer = consumer;
    this.topic = topic;
  }

  /**
   * Opens a reader at the end of the topic.
   *
   * @param topic a topic that exists or has just been created
   * @param clientConfig further Kafka client settings
   * @throws JobFailedException if there is no such topic
   */
  static ResultsReader open(
      String bootstrapServers, String topic, Map<String, Object> clientConfig) {
    Map<String, Object> config = new HashMap<>(clientConfig);
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    try {
      List<TopicPartition> partitions = partitions(consumer, topic);
      consumer.assign(partitions);
      // Seeking to the end by name would be done later, at the next poll.
      consumer.endOffsets(partitions).forEach(consumer::seek);
      return new ResultsReader(consumer, topic);
    } catch (RuntimeException e) {
      consumer.close(Duration.ofSeconds(1));
      throw e;
    }
  }

  /** A topic that has just been made is known to the brokers a moment later. */
  private static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
    long start = System.nanoTime();
    List<PartitionInfo> partitions = consumer.partitionsFor(topic);
    while (partitions.isEmpty()) {
      if (System.nanoTime() - start > TOPIC_PATIENCE.toNanos()) {
        throw new JobFailedException(
            String.format(
                Locale.ROOT,
                "topic %s does not appear within %d s; see the log of the Kafka brokers",
                topic,
                TOPIC_PATIENCE.toSeconds()));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      partitions = consumer.partitionsFor(topic);
    }
    return partitions.stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .collect(Collectors.toList());
  }

  /**
   * The rows that arrive now, in the order of the topic; waits a moment for the first.
   *
   * @throws JobFailedException if there is something else than rows in the topic
   */
  List<ResultRow> poll() {
    List<ResultRow> rows = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      if (record.value() == null) {
        continue;
      }
      ResultRow row = parse(record);
      latest.merge(row.key(), row, (a, b) -> a.revision() > b.revision() ? a : b);
      rows.add(row);
    }
    return rows;
  }

  private ResultRow parse(ConsumerRecord<byte[], byte[]> record) {
    try {
      return ResultRowJson.parse(record.value());
    } catch (IOException e) {
      throw new JobFailedException(
          String.format(
              Locale.ROOT,
              "topic %s has something else than result rows at offset %d of partition %d;"
                  + " take another --topic",
              topic,
              record.offset(),
              record.partition()),
          e);
    }
  }

  /** Whether every row that is in the topic now has been polled. */
  boolean isAtEnd() {
    return consumer.endOffsets(consumer.assignment()).entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  /** The latest row of every key so far, ordered by key. */
  Collection<ResultRow> latest() {
    return Collections.unmodifiableCollection(latest.values());
  }

  @Override
  public void close() {
    consumer.close(Duration.ofSeconds(1));
  }
}
