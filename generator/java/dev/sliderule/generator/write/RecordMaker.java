package dev.sliderule.generator.write;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sliderule.generator.source.FieldValue;
import dev.sliderule.pipeline.event.TransactionFields;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Turns the fields that a source gives into the Kafka record that goes out. */
public final class RecordMaker implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String topic;
  private final String keyField;
  private final int batchSize;
  private final Disorder disorder;

  private RecordMaker(String topic, String keyField, int batchSize, Disorder disorder) {
    this.topic = topic;
    this.keyField = keyField;
    this.batchSize = batchSize;
    this.disorder = disorder;
  }

  /**
   * How to make records.
   *
   * @param topic where they go
   * @param keyField the field whose text is the key; a field that is not there means no key
   * @param batchSize how many records have the same batch number
   */
  public static RecordMaker of(String topic, String keyField, int batchSize, Disorder disorder) {
    return new RecordMaker(topic, keyField, batchSize, disorder);
  }

  /**
   * Makes a record.
   *
   * @param index the record's number, from 0
   * @param fields its fields; those of the producer are added, in place of equal names
   * @param nowMillis when it is made, epoch milliseconds
   */
  ProducerRecord<byte[], byte[]> make(long index, Map<String, FieldValue> fields, long nowMillis) {
    Disorder.Fate fate = disorder.fateOf(index);
    fields.put(TransactionFields.BATCH_NUMBER, FieldValue.number(index / batchSize));
    fields.put(TransactionFields.BATCH_POSITION, FieldValue.number(index % batchSize));
    fields.put(
        TransactionFields.PRODUCER_TIMESTAMP, epochSeconds(nowMillis - fate.movedBackMillis()));
    byte[] key = key(fields);
    if (!fate.isMalformed()) {
      return new ProducerRecord<>(topic, key, RecordJson.encode(fields));
    }
    Malformation malformation = Malformation.at(index);
    return new ProducerRecord<>(
        topic, malformation.keepsKey() ? key : null, malformation.value(fields, keyField));
  }

  private static FieldValue epochSeconds(long millis) {
    return FieldValue.number(BigDecimal.valueOf(millis, 3).toPlainString());
  }

  private byte[] key(Map<String, FieldValue> fields) {
    FieldValue value = fields.get(keyField);
    return value == null || value.isNull() ? null : value.text().getBytes(UTF_8);
  }
}
