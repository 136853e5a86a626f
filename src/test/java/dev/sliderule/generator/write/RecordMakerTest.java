package dev.sliderule.generator.write;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sliderule.generator.source.FieldValue;
import dev.sliderule.generator.source.Popularity;
import dev.sliderule.generator.source.SyntheticSource;
import dev.sliderule.pipeline.event.TransactionFields;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

class RecordMakerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long NOW = 1_700_000_000_123L;
  private static final int RECORDS = 20_000;
  private static final Duration MINUTE = Duration.standardMinutes(1);

  @Test
  void valueHasAllFieldsOfTheContractInTheirOrder() throws IOException {
    List<String> expected = new ArrayList<>(TransactionFields.TRANSACTION);
    expected.addAll(TransactionFields.PRODUCER);
    List<String> names = new ArrayList<>();
    json(make(0, Disorder.none(1))).fieldNames().forEachRemaining(names::add);

    assertThat(names, is(expected));
  }

  @Test
  void producerFieldsSayBatchPositionAndTime() throws IOException {
    JsonNode value = json(make(25, Disorder.none(1)));

    assertThat(value.get(TransactionFields.BATCH_NUMBER).longValue(), is(2L));
    assertThat(value.get(TransactionFields.BATCH_POSITION).longValue(), is(5L));
    assertThat(eventTime(value), is(new BigDecimal("1700000000.123")));
  }

  @Test
  void producerFieldsReplaceColumnsOfTheSameName() throws IOException {
    Map<String, FieldValue> row = new LinkedHashMap<>();
    row.put(TransactionFields.BATCH_NUMBER, FieldValue.text("from the file"));
    row.put("id", FieldValue.nothing());

    ProducerRecord<byte[], byte[]> record =
        RecordMaker.of("t", "id", 10, Disorder.none(1)).make(30, row, NOW);

    assertThat(
        new String(record.value(), UTF_8),
        is(
            "{\"batch_number\":3,\"id\":null,\"batch_position\":0,"
                + "\"producer_timestamp\":1700000000.123}"));
    assertThat(record.key(), is(nullValue()));
  }

  @Test
  void jsonKeepsTypesAndDigits() {
    Map<String, FieldValue> fields = new LinkedHashMap<>();
    fields.put("text", FieldValue.text("\"Zoë\"\n"));
    fields.put("number", FieldValue.number("1.50"));
    fields.put("yes", FieldValue.bool(true));
    fields.put("nothing", FieldValue.nothing());

    assertThat(
        new String(RecordJson.encode(fields), UTF_8),
        is("{\"text\":\"\\\"Zoë\\\"\\n\",\"number\":1.50,\"yes\":true,\"nothing\":null}"));
  }

  @Test
  void keyIsTheTextOfTheKeyField() throws IOException {
    ProducerRecord<byte[], byte[]> record = make(3, Disorder.none(1));

    assertThat(record.topic(), is("transactions"));
    assertThat(
        new String(record.key(), UTF_8),
        is(json(record).get(TransactionFields.CUSTOMER_ID).textValue()));
  }

  @Test
  void withoutAKeyFieldThereIsNoKey() {
    RecordMaker maker = RecordMaker.of("transactions", "", 10, Disorder.none(1));

    assertThat(maker.make(0, fields(0), NOW).key(), is(nullValue()));
  }

  @Test
  void sharesAreMetWithinThreeSigma() {
    Disorder disorder =
        Disorder.none(7)
            .withMalformed(0.02)
            .withLate(0.05, MINUTE)
            .withOutOfOrder(0.2, Duration.millis(2_000));

    assertShare(0.02, index -> disorder.fateOf(index).isMalformed());
    assertShare(0.05, index -> disorder.fateOf(index).movedBackMillis() == 60_000);
    // One in 2,000 of those is moved back by less than a millisecond, which is not at all.
    assertShare(
        0.2 * 1_999 / 2_000,
        index -> {
          long moved = disorder.fateOf(index).movedBackMillis();
          return moved > 0 && moved < 2_000;
        });
  }

  private static void assertShare(double share, LongPredicate predicate) {
    double count = LongStream.range(0, RECORDS).filter(predicate).count();

    assertThat(count, is(closeTo(RECORDS * share, 3 * Math.sqrt(RECORDS * share * (1 - share)))));
  }

  @Test
  void disorderDependsOnSeedAndIndexAlone() {
    Disorder one = Disorder.none(1).withOutOfOrder(1, MINUTE);
    Disorder two = Disorder.none(2).withOutOfOrder(1, MINUTE);

    assertThat(one.fateOf(5).movedBackMillis(), is(one.fateOf(5).movedBackMillis()));
    assertThat(one.fateOf(5).movedBackMillis(), is(not(two.fateOf(5).movedBackMillis())));
  }

  @Test
  void withoutDisorderNothingIsTouched() {
    Disorder none = Disorder.none(1);

    assertThat(
        LongStream.range(0, 1_000)
            .allMatch(i -> !none.fateOf(i).isMalformed() && none.fateOf(i).movedBackMillis() == 0),
        is(true));
  }

  @Test
  void lateRecordIsMovedBackInEventTime() throws IOException {
    assertThat(
        eventTime(json(make(0, Disorder.none(1).withLate(1, MINUTE)))),
        is(new BigDecimal("1699999940.123")));
  }

  @Test
  void outOfOrderRecordIsMovedBackByLessThanTheLimit() throws IOException {
    Disorder disorder = Disorder.none(1).withOutOfOrder(1, MINUTE);
    for (int index = 0; index < 100; index++) {
      BigDecimal time = eventTime(json(make(index, disorder)));

      assertThat(time, is(lessThanOrEqualTo(new BigDecimal("1700000000.123"))));
      assertThat(time, is(greaterThan(new BigDecimal("1699999940.123"))));
    }
  }

  @Test
  void malformedRecordsTakeTurns() {
    List<Malformation> kinds = List.of(Malformation.values());
    for (int index = 0; index < 2 * kinds.size(); index++) {
      assertThat(Malformation.at(index), is(kinds.get(index % kinds.size())));
    }
  }

  @Test
  void truncatedRecordIsNotJson() {
    assertThrows(JsonProcessingException.class, () -> json(malformed(Malformation.TRUNCATED_JSON)));
  }

  @Test
  void plainTextRecordIsNotJson() {
    assertThrows(JsonProcessingException.class, () -> json(malformed(Malformation.PLAIN_TEXT)));
  }

  @Test
  void arrayRecordIsJsonButNoObject() throws IOException {
    assertThat(json(malformed(Malformation.JSON_ARRAY)).isArray(), is(true));
  }

  @Test
  void recordWithoutEventTimeHasAllElse() throws IOException {
    JsonNode value = json(malformed(Malformation.NO_EVENT_TIME));

    assertThat(value.has(TransactionFields.PRODUCER_TIMESTAMP), is(false));
    assertThat(value.size(), is(25));
  }

  @Test
  void amountOfTheWrongTypeIsText() throws IOException {
    assertThat(
        json(malformed(Malformation.WRONG_TYPE_OF_AMOUNT))
            .get(TransactionFields.FINAL_AMOUNT)
            .isTextual(),
        is(true));
  }

  @Test
  void emptyRecordHasAKeyAndNoBytes() {
    assertThat(malformed(Malformation.EMPTY_VALUE).value().length, is(0));
    assertThat(malformed(Malformation.EMPTY_VALUE).key(), is(not(nullValue())));
  }

  @Test
  void tombstoneHasAKeyAndNoValue() {
    assertThat(malformed(Malformation.TOMBSTONE).value(), is(nullValue()));
    assertThat(malformed(Malformation.TOMBSTONE).key(), is(not(nullValue())));
  }

  @Test
  void farFutureIsCenturiesAway() throws IOException {
    assertThat(
        eventTime(json(malformed(Malformation.FAR_FUTURE))),
        is(greaterThan(new BigDecimal("30000000000"))));
  }

  @Test
  void recordWithoutKeyLacksItInTheValueToo() throws IOException {
    assertThat(malformed(Malformation.NO_KEY).key(), is(nullValue()));
    assertThat(
        json(malformed(Malformation.NO_KEY)).get(TransactionFields.CUSTOMER_ID).isNull(), is(true));
  }

  @Test
  void everyMalformationOfARecordWithoutAmountAndKeyIsStillMalformed() {
    RecordMaker maker = RecordMaker.of("t", "", 10, Disorder.none(1).withMalformed(1));
    for (Malformation kind : List.of(Malformation.WRONG_TYPE_OF_AMOUNT, Malformation.NO_KEY)) {
      Map<String, FieldValue> row = new LinkedHashMap<>(Map.of("id", FieldValue.number(1)));

      assertThat(
          new String(maker.make(indexOf(kind), row, NOW).value(), UTF_8), is("this is not JSON"));
    }
  }

  private static ProducerRecord<byte[], byte[]> malformed(Malformation kind) {
    return make(indexOf(kind), Disorder.none(1).withMalformed(1));
  }

  private static long indexOf(Malformation kind) {
    return List.of(Malformation.values()).indexOf(kind);
  }

  private static ProducerRecord<byte[], byte[]> make(long index, Disorder disorder) {
    return RecordMaker.of("transactions", TransactionFields.CUSTOMER_ID, 10, disorder)
        .make(index, fields(index), NOW);
  }

  private static Map<String, FieldValue> fields(long index) {
    return SyntheticSource.of(1, Popularity.uniform(10)).open().at(index);
  }

  private static JsonNode json(ProducerRecord<byte[], byte[]> record) throws IOException {
    return JSON.readTree(record.value());
  }

  private static BigDecimal eventTime(JsonNode value) {
    return new BigDecimal(value.get(TransactionFields.PRODUCER_TIMESTAMP).asText());
  }
}
