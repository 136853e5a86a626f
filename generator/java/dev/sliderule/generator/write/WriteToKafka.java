package dev.sliderule.generator.write;

import java.util.Map;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes records to the topics that they name and waits, at the end of each bundle, until all
 * replicas that are in sync have them. A bundle that is tried again may write records twice.
 */
public final class WriteToKafka
    extends PTransform<PCollection<ProducerRecord<byte[], byte[]>>, PDone> {
  private static final long serialVersionUID = 1L;

  private final String bootstrapServers;
  private final String topic;
  private final Map<String, Object> config;

  private WriteToKafka(String bootstrapServers, String topic, Map<String, Object> config) {
    this.bootstrapServers = bootstrapServers;
    this.topic = topic;
    this.config = config;
  }

  /**
   * A write to a cluster.
   *
   * @param topic for records that name none
   * @param config further producer settings, as from {@link
   *     dev.sliderule.common.KafkaAccess#readClientConfig}
   */
  public static WriteToKafka of(String bootstrapServers, String topic, Map<String, Object> config) {
    return new WriteToKafka(bootstrapServers, topic, config);
  }

  @Override
  public PDone expand(PCollection<ProducerRecord<byte[], byte[]>> records) {
    return records.apply(
        "Send",
        KafkaIO.<byte[], byte[]>writeRecords()
            .withBootstrapServers(bootstrapServers)
            .withTopic(topic)
            .withKeySerializer(ByteArraySerializer.class)
            .withValueSerializer(ByteArraySerializer.class)
            .withProducerConfigUpdates(config)
            .withProducerConfigUpdates(Map.of(ProducerConfig.ACKS_CONFIG, "all")));
  }
}
