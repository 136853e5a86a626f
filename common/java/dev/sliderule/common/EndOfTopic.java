package dev.sliderule.common;

import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * Word to a consumer group that a topic will get no more records. Kafka keeps it, as an offset of a
 * second group, so that it reaches readers in other processes, which ask for it about once a
 * second.
 */
public final class EndOfTopic {
  /** The text beside the offset, by which ours is told from one of another application. */
  private static final String TEXT = "end of input";

  private EndOfTopic() {}

  /**
   * Says that what is in the topic now is all there will be.
   *
   * @param clientConfig further Kafka client settings
   * @param consumerGroup of the job that reads
   * @throws org.apache.kafka.common.KafkaException if no broker answers
   * @throws JobFailedException if another application keeps offsets under the name of the group
   */
  public static void announce(
      String bootstrapServers,
      Map<String, Object> clientConfig,
      String consumerGroup,
      String topic) {
    try (GroupOffsets offsets = GroupOffsets.of(bootstrapServers, clientConfig, topic)) {
      String group = endGroup(consumerGroup);
      Map<Integer, OffsetAndMetadata> found = offsets.read(group);
      if (!found.isEmpty() && !isOurs(found)) {
        throw new JobFailedException(
            String.format(
                "the end of topic %s cannot be announced to group %s: another application keeps its"
                    + " offsets as %s; expected a consumer group of another name",
                topic, consumerGroup, group));
      }
      offsets.commit(group, Map.of(0, new OffsetAndMetadata(0, TEXT)));
    }
  }

  /** Whether the end has been announced to a group. */
  public static boolean isAnnounced(GroupOffsets offsets, String consumerGroup) {
    return isOurs(offsets.read(endGroup(consumerGroup)));
  }

  /** Takes back what has been announced to a group. */
  public static void forget(GroupOffsets offsets, String consumerGroup) {
    if (isAnnounced(offsets, consumerGroup)) {
      offsets.delete(endGroup(consumerGroup), 0);
    }
  }

  private static boolean isOurs(Map<Integer, OffsetAndMetadata> offsets) {
    return offsets.values().stream().anyMatch(offset -> offset.metadata().equals(TEXT));
  }

  private static String endGroup(String consumerGroup) {
    return consumerGroup + "-end";
  }
}
