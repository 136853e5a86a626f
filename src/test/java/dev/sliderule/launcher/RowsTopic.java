package dev.sliderule.launcher;

import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.pipeline.write.ResultRowJson;
import dev.sliderule.testing.Waits;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** A results topic as a pipeline writes it. */
final class RowsTopic implements AutoCloseable {
  private final KafkaProducer<String, String> producer;
  private final String topic;

  private RowsTopic(KafkaProducer<String, String> producer, String topic) {
    this.producer = producer;
    this.topic = topic;
  }

  static RowsTopic open(String bootstrapServers, String topic) {
    return new RowsTopic(
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new StringSerializer(),
            new StringSerializer()),
        topic);
  }

  /** Writes a row; it can be read when this returns. */
  void write(ResultRow row) throws InterruptedException, ExecutionException {
    send(ResultRowJson.formatKey(row.key()), ResultRowJson.format(row));
  }

  /** Writes a row; it can be read when a later {@link #write} returns. */
  @SuppressWarnings("FutureReturnValueIgnored") // The next one fails as well.
  void writeSoon(ResultRow row) {
    producer.send(
        new ProducerRecord<>(topic, ResultRowJson.formatKey(row.key()), ResultRowJson.format(row)));
  }

  void writeText(String text) throws InterruptedException, ExecutionException {
    send("key", text);
  }

  private void send(String key, String value) throws InterruptedException, ExecutionException {
    Waits.get("the row's offset", producer.send(new ProducerRecord<>(topic, key, value)));
  }

  @Override
  public void close() {
    producer.close();
  }
}
