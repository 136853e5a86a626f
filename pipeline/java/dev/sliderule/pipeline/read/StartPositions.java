package dev.sliderule.pipeline.read;

import dev.sliderule.common.GroupOffsets;
import java.util.Map;
import org.apache.kafka.clients.admin.OffsetSpec;

/** Where partitions are read from that no earlier job has read. */
public final class StartPositions {
  private StartPositions() {}

  /**
   * Finds the positions as Kafka has them now.
   *
   * @param settings starting at the earliest or latest record, or at a time
   * @param partitions number of partitions of the topic
   * @return the position of each partition; its end, where no record is as young as the time
   * @throws org.apache.kafka.common.KafkaException if the brokers do not answer, or refuse
   */
  public static Map<Integer, Long> find(
      ReadSettings settings, GroupOffsets offsets, int partitions) {
    switch (settings.startFrom()) {
      case LATEST:
        return offsets.list(partitions, OffsetSpec.latest());
      case TIMESTAMP:
        Map<Integer, Long> chosen =
            offsets.list(partitions, OffsetSpec.forTimestamp(settings.startTime().getMillis()));
        Map<Integer, Long> ends = offsets.list(partitions, OffsetSpec.latest());
        // Kafka answers -1 where no record is that young.
        chosen.replaceAll((partition, offset) -> offset < 0 ? ends.get(partition) : offset);
        return chosen;
      default:
        return offsets.list(partitions, OffsetSpec.earliest());
    }
  }
}
