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
import org.junit.jupiter.params.provider.ValueSource;

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
    "csv:out, CSV, out",
    "jdbc:postgresql://db/rows, JDBC, jdbc:postgresql://db/rows",
    "'jdbc:postgresql://a:1,b:2/rows?ssl=true&x=1,2', JDBC,"
        + " 'jdbc:postgresql://a:1,b:2/rows?ssl=true&x=1,2'",
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

  @Test
  void urlOfADatabaseEndsWhereTheNextSinkBegins() {
    assertThat(
        Output.parse("kafka,jdbc:postgresql://a,b:1/rows, csv:out,console", "results").stream()
            .map(Output::target)
            .collect(Collectors.toList()),
        is(List.of("results", "jdbc:postgresql://a,b:1/rows", "out", "")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db/rows?user=me",
        "jdbc:postgresql://db/rows?ssl=true&password=hunter2",
        "jdbc:postgresql://db/rows?sslPassword=hunter2",
        "jdbc:postgresql://me:hunter2@db/rows",
        "printer,jdbc:postgresql://db/rows?password=hunter2,console:",
      })
  void refusesCredentialsInAUrlAndDoesNotRepeatThem(String text) {
    UsageException e = assertThrows(UsageException.class, () -> Output.parse(text, "results"));
    assertThat(
        e.getMessage(),
        is(
            "--output is bad: the URL of the database has a user or a password, which everybody can"
                + " see who lists the processes of this machine; give them in"
                + " --jdbcCredentials=FILE, or in PGUSER and PGPASSWORD"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"jdbc:mysql://db/rows", "jdbc:", "jdbc", "jdbc:postgresql://db:port/rows"})
  void refusesOtherDatabases(String text) {
    UsageException e = assertThrows(UsageException.class, () -> Output.parse(text, "results"));
    assertThat(
        e.getMessage(),
        is(
            String.format(
                "--output=%s is bad: '%s' is no database that can be written to; expected"
                    + " jdbc:postgresql://<host>:<port>/<database>",
                text, text)));
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
    "csv, csv",
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
                + "' is no sink; expected console, kafka, kafka:<topic>, jsonl:<directory>,"
                + " csv:<directory> or jdbc:postgresql://<host>:<port>/<database>"));
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
