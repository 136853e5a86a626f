package dev.sliderule.pipeline.write;

import java.nio.charset.StandardCharsets;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes result rows as JSON to a topic. The record's key is the row's key, so that a compacted
 * topic keeps the latest row of each window and group.
 */
public final class WriteRowsToKafka extends PTransform<PCollection<ResultRow>, PDone> {
  private static final long serialVersionUID = 1L;

  private final transient KafkaTarget target;

  private WriteRowsToKafka(KafkaTarget target) {
    this.target = target;
  }

  public static WriteRowsToKafka to(KafkaTarget target) {
    return new WriteRowsToKafka(target);
  }

  @Override
  public PDone expand(PCollection<ResultRow> rows) {
    return target.write(rows, toRecord(target.topic()));
  }

  private static SerializableFunction<ResultRow, ProducerRecord<byte[], byte[]>> toRecord(
      String topic) {
    return row ->
        new ProducerRecord<>(
            topic, utf8(ResultRowJson.formatKey(row.key())), utf8(ResultRowJson.format(row)));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
