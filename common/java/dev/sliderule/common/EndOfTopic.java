package dev.sliderule.common;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * Word to a consumer group that a topic will get no more records. Kafka keeps it, as an offset of a
 * second group, so that it reaches readers in other processes, which ask for it about once a
 * second.
 */
public final class EndOfTopic {
  private EndOfTopic() {}

  /**
   * Says that what is in the topic now is all there will be.
   *
   * @param clientConfig further Kafka client settings
   * @param consumerGroup of the job that reads
   * @throws org.apache.kafka.common.KafkaException if no broker answers
   */
  public static void announce(
      String bootstrapServers,
      Map<String, Object> clientConfig,
      String consumerGroup,
      String topic) {
    try (GroupOffsets offsets = GroupOffsets.of(bootstrapServers, clientConfig, topic)) {
      offsets.commit(endGroup(consumerGroup), Map.of(0, new OffsetAndMetadata(0, "end of input")));
    }
  }

  /** Whether the end has been announced to a group. */
  public static boolean isAnnounced(GroupOffsets offsets, String consumerGroup) {
    return !offsets.read(endGroup(consumerGroup)).isEmpty();
  }

  /** Takes back what has been announced to a group. */
  public static void forget(GroupOffsets offsets, String consumerGroup) {
    offsets.delete(List.of(endGroup(consumerGroup)));
  }

  private static String endGroup(String consumerGroup) {
    return consumerGroup + "-end";
  }
}
