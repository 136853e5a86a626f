package dev.sliderule.launcher;

import java.util.Map;

/** Tells a pipeline in another JVM that its input has ended. */
interface InputEnding {
  /**
   * Says that nothing more will be written to the topic.
   *
   * @param clientConfig further Kafka client settings
   * @param consumerGroup the group that the pipeline reads as
   */
  void announce(
      String bootstrapServers,
      Map<String, Object> clientConfig,
      String consumerGroup,
      String topic);
}
