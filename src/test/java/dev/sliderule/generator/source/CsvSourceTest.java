package dev.sliderule.generator.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.common.JobFailedException;
import dev.sliderule.common.UsageException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvSourceTest {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("input.csv");
  }

  @Test
  void columnOfJsonNumbersKeepsTheirDigits() throws IOException {
    CsvSource source = scan("price", "1.50", "-2", "1e3", "0.10");

    assertThat(
        LongStream.range(0, 4)
            .mapToObj(row -> source.open().at(row).get("price"))
            .collect(Collectors.toList()),
        is(
            List.of(
                FieldValue.number("1.50"),
                FieldValue.number("-2"),
                FieldValue.number("1e3"),
                FieldValue.number("0.10"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"02134", "+1", ".5", "1.", "0x10", "NaN", "1,5", " 1", "1 "})
  void oneCellThatIsNoJsonNumberMakesTheColumnText(String cell) throws IOException {
    assertThat(
        scan("zip,x", "10007,a", "\"" + cell + "\",b").open().at(0).get("zip"),
        is(FieldValue.text("10007")));
  }

  @Test
  void columnOfTrueAndFalseInAnyCaseIsBoolean() throws IOException {
    CsvSource source = scan("paid,new", "TRUE,true", "False,no");

    assertThat(
        source.open().at(0),
        is(Map.of("paid", FieldValue.bool(true), "new", FieldValue.text("true"))));
    assertThat(source.open().at(1).get("paid"), is(FieldValue.bool(false)));
  }

  @Test
  void emptyCellIsNullAndDoesNotChangeTheType() throws IOException {
    CsvSource source = scan("n,nothing", "1,", ",", "\"\",");

    assertThat(source.open().at(0).get("n"), is(FieldValue.number(1)));
    assertThat(source.open().at(1).get("n"), is(FieldValue.nothing()));
    assertThat(source.open().at(2).get("n"), is(FieldValue.nothing()));
    assertThat(source.open().at(0).get("nothing"), is(FieldValue.nothing()));
  }

  @Test
  void quotedCellsHoldCommasQuotesAndLineBreaks() throws IOException {
    CsvSource source = scan("name,note", "\"Doe, Jane\",\"said \"\"hi\"\"\nand left\"", "Bob,ok");

    assertThat(source.open().at(0).get("name"), is(FieldValue.text("Doe, Jane")));
    assertThat(source.open().at(0).get("note"), is(FieldValue.text("said \"hi\"\nand left")));
    assertThat(source.open().at(1).get("name"), is(FieldValue.text("Bob")));
    assertThat(source.size(), is(OptionalLong.of(2)));
  }

  @Test
  void byteOrderMarkAndWindowsLineEndsLeaveNoTrace() throws IOException {
    write("\uFEFFid,name\r\n1,Zoë\r\n\r\n", UTF_8);

    CsvSource source = scanFile();

    assertThat(source.fieldNames(), is(List.of("id", "name")));
    assertThat(
        source.open().at(0),
        is(Map.of("id", FieldValue.number(1), "name", FieldValue.text("Zoë"))));
    assertThat(source.size(), is(OptionalLong.of(1)));
  }

  @Test
  void rowsStartAgainAfterTheLastOne() throws IOException {
    RecordCursor cursor = scan("id", "a", "b", "c").open();

    assertThat(
        LongStream.range(0, 7)
            .mapToObj(index -> cursor.at(index).get("id").text())
            .collect(Collectors.joining()),
        is("abcabca"));
  }

  @Test
  void cursorFindsRowsInAnyOrder() throws IOException {
    RecordCursor cursor = SerializableUtils.clone(scan("id", "a", "b", "c")).open();

    assertThat(
        LongStream.of(2, 0, 1, 1, 5, 3)
            .mapToObj(index -> cursor.at(index).get("id").text())
            .collect(Collectors.joining()),
        is("cabbca"));
  }

  @ParameterizedTest
  @MethodSource("filesWithoutAHeader")
  void fileWithoutAHeaderIsRefused(String content, String reason) throws IOException {
    write(content, UTF_8);

    assertThat(refusal(), containsString(reason));
  }

  static Stream<Arguments> filesWithoutAHeader() {
    return Stream.of(
        Arguments.of("", "empty"),
        Arguments.of("id,,x\n1,2,3\n", "a name is blank"),
        Arguments.of("id, ,x\n1,2,3\n", "a name is blank"),
        Arguments.of("id,id\n1,2\n", "'id' is there twice"),
        Arguments.of("Jane,17\nBob,18\n", "'17' is a number"),
        Arguments.of("Jane,02134\nBob,10007\n", "'02134' is a number"),
        Arguments.of("id,name\n", "no rows"));
  }

  @Test
  void raggedRowIsRefusedWithItsLine() throws IOException {
    write("id,name\n1,a\n2\n3,c\n", UTF_8);

    assertThat(
        refusal(),
        allOf(
            startsWith("--input=" + file + " is bad: "),
            containsString("line 3 has 1 cells where the header names 2 columns")));
  }

  @Test
  void raggedLastRowWithoutALineEndIsRefusedWithItsLine() throws IOException {
    write("id,name\n1,a\n2,b,c", UTF_8);

    assertThat(refusal(), containsString("line 3 has 3 cells"));
  }

  @Test
  void brokenQuotesAreRefusedWithTheirLine() throws IOException {
    write("id,name\n1,\"a\"b\n", UTF_8);

    assertThat(refusal(), containsString("line 2 is not CSV"));
  }

  @Test
  void otherEncodingIsRefused() throws IOException {
    write("id,name\n1,Zo\u00eb\n", ISO_8859_1);

    assertThat(refusal(), containsString("not UTF-8"));
  }

  @Test
  void missingFileIsRefused() {
    assertThat(refusal(), containsString("cannot be read"));
  }

  @Test
  void fileThatGrowsMeanwhileFailsTheJob() throws IOException {
    RecordCursor cursor = scan("id", "1", "2").open();
    cursor.at(0);
    write("id\n1\n2\n3\n", UTF_8);

    JobFailedException failure = assertThrows(JobFailedException.class, () -> cursor.at(1));

    assertThat(failure.getMessage(), containsString("has changed"));
  }

  @Test
  void fileThatShrinksMeanwhileFailsTheJob() throws IOException {
    CsvSource source = scan("id", "1", "2");
    write("id\n1\n", UTF_8);

    JobFailedException failure = assertThrows(JobFailedException.class, () -> source.open().at(0));

    assertThat(failure.getMessage(), containsString("has changed"));
  }

  @Test
  void fileThatIsRemovedMeanwhileFailsTheJob() throws IOException {
    RecordCursor cursor = scan("id", "1", "2").open();
    cursor.at(0);
    Files.delete(file);

    JobFailedException failure = assertThrows(JobFailedException.class, () -> cursor.at(1));

    assertThat(failure.getMessage(), containsString("cannot be read any more"));
  }

  private CsvSource scan(String... lines) throws IOException {
    write(String.join("\n", lines) + "\n", UTF_8);
    return scanFile();
  }

  private CsvSource scanFile() {
    return CsvSource.scan("input", file.toString());
  }

  private void write(String content, Charset charset) throws IOException {
    Files.write(file, content.getBytes(charset));
  }

  private String refusal() {
    return assertThrows(UsageException.class, this::scanFile).getMessage();
  }
}
