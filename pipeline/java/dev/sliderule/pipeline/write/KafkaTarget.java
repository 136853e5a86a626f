package dev.sliderule.pipeline.write;

import com.google.auto.value.AutoValue;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.io.kafka.ProducerRecordCoder;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A Kafka topic to write bytes to. */
@AutoValue
public abstract class KafkaTarget {
  /** Brokers, {@code host:port}, separated by commas. */
  public abstract String bootstrapServers();

  public abstract String topic();

  /** Further Kafka client properties. */
  public abstract Map<String, Object> clientConfig();

  public static KafkaTarget of(
      String bootstrapServers, String topic, Map<String, Object> clientConfig) {
    return new AutoValue_KafkaTarget(bootstrapServers, topic, Map.copyOf(clientConfig));
  }

  /** The coder of the records that {@link #write} takes: keys and values may be null. */
  static Coder<ProducerRecord<byte[], byte[]>> recordCoder() {
    Coder<byte[]> bytes = NullableCoder.of(ByteArrayCoder.of());
    return ProducerRecordCoder.of(bytes, bytes);
  }

  /** Writes records that name their topic; a bundle ends when all its records are acknowledged. */
  KafkaIO.WriteRecords<byte[], byte[]> write() {
    Map<String, Object> config = new HashMap<>(clientConfig());
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    return KafkaIO.<byte[], byte[]>writeRecords()
        .withBootstrapServers(bootstrapServers())
        .withTopic(topic())
        .withKeySerializer(ByteArraySerializer.class)
        .withValueSerializer(ByteArraySerializer.class)
        .withProducerConfigUpdates(config);
  }
}
