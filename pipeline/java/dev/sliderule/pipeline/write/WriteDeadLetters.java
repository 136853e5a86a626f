package dev.sliderule.pipeline.write;

import dev.sliderule.pipeline.event.MalformedRecord;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.annotation.Nullable;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Writes malformed records to the dead-letter topic: key and value as they came, and in the headers
 * what is wrong ({@value #REASON}, {@value #DETAIL}) and where it stood ({@value #TOPIC}, {@value
 * #PARTITION}, {@value #OFFSET}), all as text.
 *
 * <p>A key or value of more than {@value #MAX_BYTES} bytes is cut there, since with its headers it
 * would not fit into a topic with Kafka's default limits; the header {@value #TRUNCATED_FROM} then
 * tells the full size of the value.
 */
public final class WriteDeadLetters extends PTransform<PCollection<MalformedRecord>, PDone> {
  private static final long serialVersionUID = 1L;

  public static final String REASON = "sliderule.reason";
  public static final String DETAIL = "sliderule.detail";
  public static final String TOPIC = "sliderule.topic";
  public static final String PARTITION = "sliderule.partition";
  public static final String OFFSET = "sliderule.offset";
  public static final String TRUNCATED_FROM = "sliderule.truncated-from";

  /** Of Kafka's default 1,048,576 for a request, leaving room for key and headers. */
  static final int MAX_BYTES = 1_000_000;

  private static final int MAX_KEY_BYTES = 10_000;
  private static final int MAX_DETAIL_CHARS = 1_000;

  private final transient KafkaTarget target;

  private WriteDeadLetters(KafkaTarget target) {
    this.target = target;
  }

  public static WriteDeadLetters to(KafkaTarget target) {
    return new WriteDeadLetters(target);
  }

  @Override
  public PDone expand(PCollection<MalformedRecord> records) {
    return target.write(records, toRecord(target.topic()));
  }

  private static SerializableFunction<MalformedRecord, ProducerRecord<byte[], byte[]>> toRecord(
      String topic) {
    return malformed -> deadLetter(topic, malformed);
  }

  static ProducerRecord<byte[], byte[]> deadLetter(String topic, MalformedRecord malformed) {
    byte[] value = malformed.value();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, cut(malformed.key(), MAX_KEY_BYTES), cut(value, MAX_BYTES));
    Headers headers = record.headers();
    headers.add(REASON, utf8(malformed.reason().name()));
    headers.add(DETAIL, utf8(cut(malformed.detail())));
    headers.add(TOPIC, utf8(malformed.topic()));
    headers.add(PARTITION, utf8(String.valueOf(malformed.partition())));
    headers.add(OFFSET, utf8(String.valueOf(malformed.offset())));
    if (value != null && value.length > MAX_BYTES) {
      headers.add(TRUNCATED_FROM, utf8(String.valueOf(value.length)));
    }
    return record;
  }

  @Nullable
  private static byte[] cut(@Nullable byte[] bytes, int limit) {
    return bytes == null || bytes.length <= limit ? bytes : Arrays.copyOf(bytes, limit);
  }

  private static String cut(String text) {
    return text.length() <= MAX_DETAIL_CHARS ? text : text.substring(0, MAX_DETAIL_CHARS);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
