package dev.sliderule.pipeline.write;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.sameInstance;

import dev.sliderule.pipeline.event.MalformedReason;
import dev.sliderule.pipeline.event.MalformedRecord;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class WriteDeadLettersTest {
  private static final byte[] KEY = {0, 1, (byte) 0xff};
  private static final byte[] VALUE = "{\"oops".getBytes(StandardCharsets.UTF_8);

  @Test
  void keepsKeyAndValueAndSaysWhatIsWrongAndWhereItStood() {
    ProducerRecord<byte[], byte[]> letter = letter(record().build());
    assertThat(letter.topic(), is("dead"));
    assertThat(letter.key(), is(sameInstance(KEY)));
    assertThat(letter.value(), is(sameInstance(VALUE)));
    assertThat(letter.partition(), is(nullValue()));
    assertThat(letter.timestamp(), is(nullValue()));
    assertThat(
        headers(letter),
        is(
            Map.of(
                "sliderule.reason", "NOT_JSON",
                "sliderule.detail", "unexpected “end”",
                "sliderule.topic", "clicks",
                "sliderule.partition", "3",
                "sliderule.offset", "5000000000")));
  }

  @Test
  void keepsATombstoneATombstoneAndNoKeyNoKey() {
    ProducerRecord<byte[], byte[]> letter =
        letter(record().setReason(MalformedReason.TOMBSTONE).setKey(null).setValue(null).build());
    assertThat(letter.key(), is(nullValue()));
    assertThat(letter.value(), is(nullValue()));
    assertThat(headers(letter).get("sliderule.reason"), is("TOMBSTONE"));
    assertThat(headers(letter).containsKey("sliderule.truncated-from"), is(false));
  }

  @Test
  void keepsAValueOfAMillionBytesWhole() {
    byte[] value = bytes(1_000_000);
    ProducerRecord<byte[], byte[]> letter = letter(record().setValue(value).build());
    assertThat(letter.value(), is(sameInstance(value)));
    assertThat(headers(letter).containsKey("sliderule.truncated-from"), is(false));
  }

  @Test
  void cutsALongerValueAndTellsItsSize() {
    byte[] value = bytes(1_000_001);
    ProducerRecord<byte[], byte[]> letter = letter(record().setValue(value).build());
    assertThat(Arrays.equals(letter.value(), Arrays.copyOf(value, 1_000_000)), is(true));
    assertThat(headers(letter).get("sliderule.truncated-from"), is("1000001"));
  }

  @Test
  void cutsALongKeyAndALongDetail() {
    byte[] key = bytes(10_001);
    ProducerRecord<byte[], byte[]> letter =
        letter(record().setKey(key).setDetail("d".repeat(1_001)).build());
    assertThat(letter.key(), is(Arrays.copyOf(key, 10_000)));
    assertThat(headers(letter).get("sliderule.detail"), is("d".repeat(1_000)));
    byte[] shortKey = bytes(10_000);
    assertThat(letter(record().setKey(shortKey).build()).key(), is(sameInstance(shortKey)));
  }

  @Test
  void theLargestLetterFitsIntoATopicWithKafkasDefaultLimits() {
    ProducerRecord<byte[], byte[]> letter =
        letter(
            record()
                .setKey(bytes(2_000_000))
                .setValue(bytes(5_000_000))
                .setDetail("€".repeat(5_000))
                .setTopic("t".repeat(249))
                .setPartition(Integer.MAX_VALUE)
                .setOffset(Long.MAX_VALUE)
                .build());
    int size = letter.key().length + letter.value().length;
    for (Header header : letter.headers()) {
      size += header.key().length() + header.value().length + 10;
    }
    // Room for what Kafka adds to a batch of one record.
    assertThat(size + 200, is(lessThan(1_048_576)));
  }

  private static MalformedRecord.Builder record() {
    return MalformedRecord.builder()
        .setReason(MalformedReason.NOT_JSON)
        .setDetail("unexpected “end”")
        .setTopic("clicks")
        .setPartition(3)
        .setOffset(5_000_000_000L)
        .setKey(KEY)
        .setValue(VALUE);
  }

  private static ProducerRecord<byte[], byte[]> letter(MalformedRecord record) {
    return WriteDeadLetters.deadLetter("dead", record);
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  private static Map<String, String> headers(ProducerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : record.headers()) {
      headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
    }
    return headers;
  }
}
