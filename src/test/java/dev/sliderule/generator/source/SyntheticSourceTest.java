package dev.sliderule.generator.source;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import dev.sliderule.pipeline.event.TransactionFields;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;

class SyntheticSourceTest {
  private static final int CUSTOMERS = 100;
  private static final int DRAWS = 20_000;
  private static final SyntheticSource SOURCE =
      SyntheticSource.of(1, Popularity.uniform(CUSTOMERS));

  @Test
  void recordDependsOnSeedAndIndexAlone() {
    RecordCursor forwards = SOURCE.open();
    RecordCursor backwards = SerializableUtils.clone(SOURCE).open();
    List<Map<String, FieldValue>> expected =
        LongStream.range(0, 50).mapToObj(forwards::at).collect(Collectors.toUnmodifiableList());

    for (int index = 49; index >= 0; index--) {
      assertThat(backwards.at(index), is(expected.get(index)));
    }
  }

  @Test
  void zipfRecordDependsOnSeedAndIndexAlone() {
    SyntheticSource source = SyntheticSource.of(1, Popularity.zipf(CUSTOMERS, 1.1));
    RecordCursor cursor = source.open();
    cursor.at(3);

    assertThat(cursor.at(7), is(source.open().at(7)));
  }

  @Test
  void anotherSeedGivesOtherRecords() {
    RecordCursor other = SyntheticSource.of(2, Popularity.uniform(CUSTOMERS)).open();

    assertThat(other.at(0), is(not(SOURCE.open().at(0))));
  }

  @Test
  void recordHasTheFieldsOfATransactionInTheirOrder() {
    assertThat(new ArrayList<>(record(0).keySet()), is(TransactionFields.TRANSACTION));
    assertThat(SOURCE.fieldNames(), is(TransactionFields.TRANSACTION));
  }

  @Test
  void fieldsHaveTheTypesOfTheContract() {
    Set<String> numbers =
        Set.of(
            TransactionFields.AGE,
            TransactionFields.QUANTITY,
            TransactionFields.UNIT_PRICE,
            TransactionFields.TOTAL_AMOUNT,
            TransactionFields.DISCOUNT,
            TransactionFields.FINAL_AMOUNT,
            TransactionFields.LOYALTY_POINTS,
            TransactionFields.RECORD_ID);
    for (Map.Entry<String, FieldValue> field : record(5).entrySet()) {
      FieldValue.Type expected =
          numbers.contains(field.getKey()) ? FieldValue.Type.NUMBER : FieldValue.Type.TEXT;
      if (field.getKey().equals(TransactionFields.IS_PREMIUM_CUSTOMER)) {
        expected = FieldValue.Type.BOOLEAN;
      }
      assertThat(field.getKey(), field.getValue().type(), is(expected));
    }
  }

  @Test
  void textsHaveTheFormOfTheContract() {
    Map<String, FieldValue> record = record(42);

    assertThat(text(record, TransactionFields.CUSTOMER_ID), matchesPattern("C\\d{6}"));
    assertThat(text(record, TransactionFields.TRANSACTION_ID), is("T0000000042"));
    assertThat(text(record, TransactionFields.RECORD_ID), is("42"));
    assertThat(text(record, TransactionFields.ZIP_CODE), matchesPattern("\\d{5}"));
    assertThat(text(record, TransactionFields.EMAIL), matchesPattern("[a-z.]+\\d+@example\\.com"));
    LocalDateTime.parse(text(record, TransactionFields.TRANSACTION_DATE));
    LocalDate.parse(text(record, TransactionFields.CUSTOMER_SINCE));
  }

  @Test
  void moneyIsExactToTheCent() {
    for (int index = 0; index < 1_000; index++) {
      Map<String, FieldValue> record = record(index);
      BigDecimal total =
          money(record, TransactionFields.UNIT_PRICE)
              .multiply(new BigDecimal(text(record, TransactionFields.QUANTITY)));

      assertThat(money(record, TransactionFields.TOTAL_AMOUNT), is(total));
      assertThat(
          money(record, TransactionFields.FINAL_AMOUNT),
          is(total.subtract(money(record, TransactionFields.DISCOUNT))));
    }
  }

  @Test
  void customerIsTheSameInAllTransactions() {
    List<String> ofCustomer =
        List.of(
            TransactionFields.FIRST_NAME,
            TransactionFields.LAST_NAME,
            TransactionFields.EMAIL,
            TransactionFields.PHONE,
            TransactionFields.AGE,
            TransactionFields.GENDER,
            TransactionFields.CITY,
            TransactionFields.STATE,
            TransactionFields.ZIP_CODE,
            TransactionFields.CUSTOMER_SINCE,
            TransactionFields.IS_PREMIUM_CUSTOMER);
    Map<String, Set<List<String>>> seen = new HashMap<>();
    for (int index = 0; index < 2_000; index++) {
      Map<String, FieldValue> record = record(index);
      seen.computeIfAbsent(text(record, TransactionFields.CUSTOMER_ID), id -> new HashSet<>())
          .add(ofCustomer.stream().map(f -> text(record, f)).collect(Collectors.toList()));
    }

    assertThat(seen, is(aMapWithSize(CUSTOMERS)));
    assertThat(
        seen.values().stream().map(Set::size).collect(Collectors.toList()), everyItem(is(1)));
  }

  @Test
  void uniformCustomersBuyAlike() {
    int[] counts = draw(Popularity.uniform(CUSTOMERS));
    double expected = (double) DRAWS / CUSTOMERS;
    double chiSquare =
        IntStream.rangeClosed(1, CUSTOMERS)
            .mapToDouble(n -> (counts[n] - expected) * (counts[n] - expected) / expected)
            .sum();

    // Chi-square with 99 degrees of freedom has mean 99 and standard deviation sqrt(198).
    assertThat(chiSquare, is(closeTo(99, 3 * Math.sqrt(198))));
  }

  @Test
  void zipfCustomersBuyInProportionToTheirRank() {
    double exponent = 1.2;
    int[] counts = draw(Popularity.zipf(CUSTOMERS, exponent));
    double norm =
        IntStream.rangeClosed(1, CUSTOMERS).mapToDouble(n -> Math.pow(n, -exponent)).sum();

    for (int rank : new int[] {1, 2, 10}) {
      double share = Math.pow(rank, -exponent) / norm;
      double sigma = Math.sqrt(DRAWS * share * (1 - share));
      assertThat((double) counts[rank], is(closeTo(DRAWS * share, 3 * sigma)));
    }
  }

  private static int[] draw(Popularity popularity) {
    RecordCursor cursor = SyntheticSource.of(1, popularity).open();
    int[] counts = new int[CUSTOMERS + 1];
    for (int index = 0; index < DRAWS; index++) {
      String id = text(cursor.at(index), TransactionFields.CUSTOMER_ID);
      counts[Integer.parseInt(id.substring(1))]++;
    }
    return counts;
  }

  private static Map<String, FieldValue> record(long index) {
    return SOURCE.open().at(index);
  }

  private static String text(Map<String, FieldValue> record, String field) {
    return record.get(field).text();
  }

  private static BigDecimal money(Map<String, FieldValue> record, String field) {
    BigDecimal money = new BigDecimal(text(record, field));
    assertThat(money.scale(), is(2));
    return money;
  }
}
