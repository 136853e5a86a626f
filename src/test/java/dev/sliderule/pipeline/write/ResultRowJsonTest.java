package dev.sliderule.pipeline.write;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResultRowJsonTest {
  private static final String FULL =
      "{\"windowStart\":\"2026-01-31T12:00:00.000Z\",\"windowEnd\":\"2026-01-31T12:00:10.000Z\","
          + "\"group\":\"city=Köln,kind=\\\"a\\\\\\\\b\\\"\",\"records\":1,\"unique\":2,"
          + "\"uniqueLow\":3,\"uniqueHigh\":4,\"uniqueMissing\":5,\"amountSum\":6.70,"
          + "\"amountAvg\":8.9,\"amountMissing\":10,\"sequenceMin\":-11,\"sequenceMax\":12,"
          + "\"pane\":\"LATE\",\"revision\":13}";

  private static final String SPARSE =
      "{\"windowStart\":\"2026-01-31T12:00:00.000Z\",\"windowEnd\":\"2026-01-31T12:00:10.000Z\","
          + "\"group\":\"all\",\"records\":1,\"unique\":2,\"uniqueLow\":3,\"uniqueHigh\":4,"
          + "\"uniqueMissing\":5,\"amountSum\":0,\"amountAvg\":null,\"amountMissing\":10,"
          + "\"sequenceMin\":null,\"sequenceMax\":null,\"pane\":\"ON_TIME\",\"revision\":0}";

  @Test
  void writesARowAsOneLineWithItsFieldsInOrder() {
    assertThat(ResultRowJson.format(ResultRows.full().build()), is(FULL));
  }

  @Test
  void writesWhatIsMissingAsNull() {
    assertThat(ResultRowJson.format(ResultRows.sparse().build()), is(SPARSE));
  }

  @Test
  void writesTheKeyWithTheFirstFieldsOfTheRow() {
    ResultRow row = ResultRows.full().build();
    String key = ResultRowJson.formatKey(row.key());
    assertThat(
        key,
        is(
            "{\"windowStart\":\"2026-01-31T12:00:00.000Z\","
                + "\"windowEnd\":\"2026-01-31T12:00:10.000Z\","
                + "\"group\":\"city=Köln,kind=\\\"a\\\\\\\\b\\\"\"}"));
    assertThat(
        ResultRowJson.format(row), startsWith(key.substring(0, key.length() - 1) + ",\"records\""));
  }

  @Test
  void keepsALineALineWhateverTheGroup() {
    String json = ResultRowJson.format(ResultRows.full().setGroup("a=x\r\ny\u2028").build());
    assertThat(json, not(containsString("\n")));
    assertThat(json, not(containsString("\r")));
  }

  @ParameterizedTest
  @CsvSource({
    "1E+30, 1000000000000000000000000000000",
    "1E-10, 0.0000000001",
    "-5e-324,",
    "123456789012345678901234567890.123456789, 123456789012345678901234567890.123456789",
    "0.10, 0.10",
    "1E399,",
  })
  void writesDecimalsExactlyAndWithoutExponent(String amount, String text) throws IOException {
    BigDecimal sum = new BigDecimal(amount);
    ResultRow row = ResultRows.full().setAmountSum(sum).setAmountAvg(sum).build();
    String json = ResultRowJson.format(row);
    String plain = text == null ? sum.toPlainString() : text;
    assertThat(json, containsString("\"amountSum\":" + plain + ",\"amountAvg\":" + plain + ","));
    ResultRow read = parse(json);
    assertThat(read.amountSum(), is(new BigDecimal(plain)));
    assertThat(read.amountAvg(), is(new BigDecimal(plain)));
  }

  @Test
  void readsBackWhatItWrote() throws IOException {
    for (ResultRow row :
        List.of(
            ResultRows.full().build(),
            ResultRows.sparse().build(),
            ResultRows.full()
                .setGroup("")
                .setRecords(Long.MAX_VALUE)
                .setSequenceMin(Long.MIN_VALUE)
                .setSequenceMax(Long.MAX_VALUE)
                .setAmountSum(new BigDecimal("-0.00"))
                .build())) {
      assertThat(parse(ResultRowJson.format(row)), is(row));
    }
  }

  @ParameterizedTest
  @EnumSource(ResultRow.Pane.class)
  void readsEveryPane(ResultRow.Pane pane) throws IOException {
    assertThat(
        parse(ResultRowJson.format(ResultRows.full().setPane(pane).build())).pane(), is(pane));
  }

  @Test
  void readsFieldsInAnyOrderAndSkipsOthers() throws IOException {
    String moved = FULL.replace("\"revision\":13", "\"more\":[1]");
    assertThat(parse("{\"revision\":13," + moved.substring(1)), is(ResultRows.full().build()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "null", "5", "[]", "{}", "{\"windowStart\":", "\"text\"", "not json"})
  void refusesWhatIsNoRow(String text) {
    assertThrows(IOException.class, () -> parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "windowStart",
        "windowEnd",
        "group",
        "records",
        "unique",
        "uniqueLow",
        "uniqueHigh",
        "uniqueMissing",
        "amountSum",
        "amountAvg",
        "amountMissing",
        "sequenceMin",
        "sequenceMax",
        "pane",
        "revision"
      })
  void refusesARowThatLacksAFieldOrHasItInAnotherType(String field) {
    assertThat(FULL, containsString("\"" + field + "\":"));
    assertRefused(FULL.replace("\"" + field + "\":", "\"other\":"));
    assertRefused(FULL.replaceFirst("\"" + field + "\":(\"[^\"]*\"|[^,}]*)", q(field) + "{}"));
    assertRefused(FULL.replaceFirst("\"" + field + "\":(\"[^\"]*\"|[^,}]*)", q(field) + "true"));
    if (!field.equals("group")) {
      assertRefused(FULL.replaceFirst("\"" + field + "\":(\"[^\"]*\"|[^,}]*)", q(field) + "\"x\""));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "9223372036854775808"})
  void refusesACountThatIsNoWholeNumberOf64Bits(String number) {
    assertRefused(FULL.replace("\"records\":1,", "\"records\":" + number + ","));
  }

  @Test
  void refusesMoreThanOneRow() {
    assertRefused(FULL + FULL);
  }

  private static String q(String field) {
    return "\"" + field + "\":";
  }

  private static void assertRefused(String json) {
    assertThat(json, is(not(FULL)));
    assertThrows(IOException.class, () -> parse(json), json);
  }

  private static ResultRow parse(String json) throws IOException {
    return ResultRowJson.parse(json.getBytes(StandardCharsets.UTF_8));
  }
}
