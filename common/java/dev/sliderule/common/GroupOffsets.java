package dev.sliderule.common;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Offsets of one topic: its own, and those that consumer groups have committed, each with a short
 * text. Methods wait for the brokers, at most ten seconds, and throw {@link KafkaException} if
 * these do not answer or refuse. Safe for use by several threads.
 */
public final class GroupOffsets implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 5;

  private final Admin admin;
  private final String topic;
  private final IsolationLevel isolation;

  private GroupOffsets(Admin admin, String topic, IsolationLevel isolation) {
    this.admin = admin;
    this.topic = topic;
    this.isolation = isolation;
  }

  /**
   * Offsets of a topic; connects when first asked.
   *
   * @param clientConfig further client settings: security, and the isolation level of consumers, by
   *     which a topic ends where the first open transaction begins or behind its last record
   */
  public static GroupOffsets of(
      String bootstrapServers, Map<String, Object> clientConfig, String topic) {
    Map<String, Object> config = new HashMap<>(clientConfig);
    config.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_SECONDS * 1000);
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_SECONDS * 1000);
    boolean onlyCommitted =
        "read_committed".equals(clientConfig.get(ConsumerConfig.ISOLATION_LEVEL_CONFIG));
    return new GroupOffsets(
        Admin.create(config),
        topic,
        onlyCommitted ? IsolationLevel.READ_COMMITTED : IsolationLevel.READ_UNCOMMITTED);
  }

  /** What a group has committed, by partition; empty if nothing. */
  public Map<Integer, OffsetAndMetadata> read(String group) {
    Map<Integer, OffsetAndMetadata> offsets = new HashMap<>();
    await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .forEach(
            (partition, offset) -> {
              if (offset != null && partition.topic().equals(topic)) {
                offsets.put(partition.partition(), offset);
              }
            });
    return offsets;
  }

  /** Commits for a group that no consumer is a member of. */
  public void commit(String group, Map<Integer, OffsetAndMetadata> offsets) {
    Map<TopicPartition, OffsetAndMetadata> byPartition = new HashMap<>();
    offsets.forEach(
        (partition, offset) -> byPartition.put(new TopicPartition(topic, partition), offset));
    await(admin.alterConsumerGroupOffsets(group, byPartition).all());
  }

  /** Removes groups; those that are not there are fine. */
  public void delete(List<String> groups) {
    admin
        .deleteConsumerGroups(groups)
        .deletedGroups()
        .forEach(
            (group, deleted) -> {
              try {
                await(deleted);
              } catch (GroupIdNotFoundException e) {
                // So it is as asked for.
              }
            });
  }

  /** Removes what a group has committed for a partition of the topic, and nothing else of it. */
  public void delete(String group, int partition) {
    Set<TopicPartition> partitions = Set.of(new TopicPartition(topic, partition));
    await(admin.deleteConsumerGroupOffsets(group, partitions).all());
  }

  /** Offsets of the topic's partitions: its first, its end, or those of a time. */
  public Map<Integer, Long> list(int partitions, OffsetSpec spec) {
    Map<TopicPartition, OffsetSpec> wanted =
        IntStream.range(0, partitions)
            .boxed()
            .collect(Collectors.toMap(i -> new TopicPartition(topic, i), i -> spec));
    Map<Integer, Long> offsets = new HashMap<>();
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> entry :
        await(admin.listOffsets(wanted, new ListOffsetsOptions(isolation)).all()).entrySet()) {
      offsets.put(entry.getKey().partition(), entry.getValue().offset());
    }
    return offsets;
  }

  private static <T> T await(KafkaFuture<T> answer) {
    try {
      return answer.get(2L * TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException) {
        throw (KafkaException) e.getCause();
      }
      throw new KafkaException(e.getCause());
    } catch (java.util.concurrent.TimeoutException e) {
      throw new TimeoutException("no broker answered within " + 2 * TIMEOUT_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException(e);
    }
  }

  @Override
  public void close() {
    admin.close(java.time.Duration.ofSeconds(1));
  }
}
