package dev.sliderule.pipeline.write;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.common.UsageException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputTest {

  @ParameterizedTest
  @CsvSource({
    "console, CONSOLE, ''",
    "Console, CONSOLE, ''",
    "kafka, KAFKA, results",
    "KAFKA:rows, KAFKA, rows",
    "kafka:a:b, KAFKA, a:b",
    "jsonl:out, JSONL, out",
    "jsonl:gs://bucket/rows/, JSONL, gs://bucket/rows/",
    "' jsonl:out ', JSONL, out",
  })
  void readsASink(String text, Output.Kind kind, String target) {
    List<Output> outputs = Output.parse(text, "results");
    assertThat(outputs.size(), is(1));
    assertThat(outputs.get(0).kind(), is(kind));
    assertThat(outputs.get(0).target(), is(target));
  }

  @Test
  void readsSeveralSinksInTheirOrder() {
    assertThat(
        Output.parse("jsonl:b, console,kafka,jsonl:a", "results").stream()
            .map(output -> output.kind() + ":" + output.target())
            .collect(Collectors.toList()),
        is(List.of("JSONL:b", "CONSOLE:", "KAFKA:results", "JSONL:a")));
  }

  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "printer, printer",
    "'console,', ''",
    "',kafka', ''",
    "console:here, console:here",
    "console:, console:",
    "kafka:, kafka:",
    "jsonl, jsonl",
    "jsonl:, jsonl:",
    "'console, kafka:', kafka:",
  })
  void refusesWhatIsNoSinkAndNamesIt(String text, String sink) {
    UsageException e = assertThrows(UsageException.class, () -> Output.parse(text, "results"));
    assertThat(
        e.getMessage(),
        is(
            "--output="
                + text
                + " is bad: '"
                + sink
                + "' is no sink; expected console, kafka, kafka:<topic> or jsonl:<directory>"));
  }

  @Test
  void refusesASinkThatIsThereTwice() {
    UsageException e =
        assertThrows(UsageException.class, () -> Output.parse("kafka,kafka:rows", "rows"));
    assertThat(
        e.getMessage(),
        is("--output=kafka,kafka:rows is bad: 'kafka:rows' is there twice; name it once"));
  }
}
