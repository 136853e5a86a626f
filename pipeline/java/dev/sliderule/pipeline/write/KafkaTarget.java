package dev.sliderule.pipeline.write;

import com.google.auto.value.AutoValue;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.io.kafka.ProducerRecordCoder;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.TypeDescriptor;
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

  /** Writes each element as the record that {@code format} makes of it for this topic. */
  <T> PDone write(
      PCollection<T> elements, SerializableFunction<T, ProducerRecord<byte[], byte[]>> format) {
    Coder<byte[]> bytes = NullableCoder.of(ByteArrayCoder.of());
    return elements
        .apply(
            "FormatRecords",
            MapElements.into(new TypeDescriptor<ProducerRecord<byte[], byte[]>>() {}).via(format))
        .setCoder(ProducerRecordCoder.of(bytes, bytes))
        .apply("WriteRecords", writeRecords());
  }

  /** A bundle ends when all its records are acknowledged. */
  private KafkaIO.WriteRecords<byte[], byte[]> writeRecords() {
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
