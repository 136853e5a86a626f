package dev.sliderule.launcher;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import dev.sliderule.pipeline.write.ResultRow;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTableTest {
  @Test
  void header() {
    assertThat(
        WindowTable.header(),
        is("window (UTC)      group        count     unique      sum average   batches"));
  }

  @Test
  void rowThatIsExact() {
    assertThat(
        WindowTable.line(Rows.at(5).build()),
        is("12:00:05–12:00:15 all            100         95 12345.67  123.46      3–12"));
  }

  @Test
  void errorIsTheWiderOfBothBounds() {
    ResultRow row = Rows.at(0).setUnique(1650).setUniqueLow(1590).setUniqueHigh(1712).build();
    assertThat(
        WindowTable.line(row),
        is("12:00:00–12:00:10 all            100   1650 ±62 12345.67  123.46      3–12"));
  }

  @Test
  void lateRowHasItsRevision() {
    ResultRow row = Rows.at(0).setPane(ResultRow.Pane.LATE).setRevision(2).build();
    assertThat(
        WindowTable.line(row),
        is("12:00:00–12:00:10 all            100         95 12345.67  123.46      3–12 LATE2"));
    assertThat(WindowTable.line(row).length(), lessThanOrEqualTo(80));
  }

  @Test
  void showsAGroupByItsValue() {
    ResultRow row = Rows.at(0).setGroup("product_category=Books").build();
    assertThat(
        WindowTable.line(row),
        is("12:00:00–12:00:10 Books          100         95 12345.67  123.46      3–12"));
  }

  @Test
  void whatIsMissingIsADash() {
    ResultRow row =
        Rows.at(0)
            .setAmountSum(BigDecimal.ZERO)
            .setAmountAvg(null)
            .setSequenceMin(null)
            .setSequenceMax(null)
            .build();
    assertThat(
        WindowTable.line(row),
        is("12:00:00–12:00:10 all            100         95     0.00       -         -"));
  }

  @Test
  void largeNumbersAreRounded() {
    ResultRow row =
        Rows.at(0)
            .setRecords(1_234_567)
            .setUnique(1_001_234)
            .setUniqueLow(980_000)
            .setUniqueHigh(1_030_000)
            .setAmountSum(new BigDecimal("987654321.99"))
            .setAmountAvg(new BigDecimal("12345.678"))
            .setSequenceMin(123_456L)
            .setSequenceMax(246_912L)
            .build();
    assertThat(
        WindowTable.line(row),
        is("12:00:00–12:00:10 all          1.23M     1M±29k  987.65M 12.346k 123k–247k"));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 999, 1_000, 9_999, 99_999, 999_999, 999_999_999, Long.MAX_VALUE})
  void everyLineFitsEightyColumns(long number) {
    ResultRow row =
        Rows.at(0)
            .setGroup("city=Berlin+payment_method=Credit Card")
            .setRecords(number)
            .setUnique(number)
            .setUniqueLow(0)
            .setUniqueHigh(number)
            .setAmountSum(BigDecimal.valueOf(number).negate())
            .setAmountAvg(BigDecimal.valueOf(number, 5).negate())
            .setSequenceMin(number)
            .setSequenceMax(number)
            .setPane(ResultRow.Pane.LATE)
            .setRevision(number)
            .build();
    assertThat(WindowTable.line(row).length(), lessThanOrEqualTo(80));
  }

  @ParameterizedTest
  @CsvSource({
    "all, all",
    "product_category=Books, Books",
    "'city=Bonn,gender=female', 'Bonn,female'",
    "'page=a=b\\,c', 'a=b\\,c'",
    "product_category=Home & Garden, Home & Gard…",
    "product_category=(missing), (missing)",
  })
  void showsTheValuesOfAGroup(String group, String shown) {
    String line = WindowTable.line(Rows.at(0).setGroup(group).build());
    assertThat(line.substring(18, 30).stripTrailing(), is(shown));
  }

  @ParameterizedTest
  @CsvSource({
    "city=東京都新宿区西新宿, 東京都新宿…",
    "city=서울특별시, 서울특별시",
    "kind=👍👍🏽👨\u200d👩\u200d👧🇩🇪, 👍👍🏽👨👩…",
    "city=Fe\u0301nykale\u0301p, Fe\u0301nykale\u0301p",
    "city=a\u202eb\u0007c\u001b[31md, abc[31md",
  })
  void groupTakesTwelveColumnsWhateverItsCharacters(String group, String shown) {
    String line = WindowTable.line(Rows.at(0).setGroup(group).build());
    assertThat(DisplayText.width(line), is(DisplayText.width(WindowTable.header())));
    assertThat(line.substring(18, line.indexOf("  100 ")).stripTrailing(), is(shown));
  }

  @ParameterizedTest
  @CsvSource({
    "123456789012345678901234567890, 1.235e29, 1.23e29",
    "-987654321098765432109876543210, -9.88e29, -9.9e29",
    "1e2000, 1e2000, 1e2000",
  })
  void numbersBeyondEveryUnitHaveAnExponent(BigDecimal amount, String sum, String average) {
    ResultRow row = Rows.at(0).setAmountSum(amount).setAmountAvg(amount).build();
    String line = WindowTable.line(row);
    assertThat(line.substring(48, 56).strip(), is(sum));
    assertThat(line.substring(57, 64).strip(), is(average));
  }
}
