package dev.sliderule.launcher;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.beam.sdk.util.ReleaseInfo;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlideruleTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    return Sliderule.run(
        List.of(CommandEntry.of("count", "tells how many arguments", given -> given.length)),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        args);
  }

  @Test
  void commandGetsTheArgumentsAfterIt() {
    assertThat(run("count", "--a", "--b", "--help"), is(3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--help", "-h"})
  void listsTheCommands(String argument) {
    assertThat(argument.isEmpty() ? run() : run(argument), is(0));
    assertThat(
        out.toString(StandardCharsets.UTF_8),
        containsString("  count        tells how many arguments"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "count --version", "count --a --version"})
  void tellsTheVersion(String line) {
    assertThat(run(line.split(" ", -1)), is(0));
    assertThat(
        out.toString(StandardCharsets.UTF_8),
        matchesPattern("sliderule [0-9].* \\(Beam 2[0-9.]+, Kafka 3[0-9.]+\\)\\R"));
  }

  @Test
  void tellsTheVersionsThatAreOnTheClassPath() {
    run("--version");
    String versions =
        String.format(
            "(Beam %s, Kafka %s)",
            ReleaseInfo.getReleaseInfo().getVersion(), AppInfoParser.getVersion());
    assertThat(out.toString(StandardCharsets.UTF_8), containsString(versions));
  }

  @Test
  void unknownCommandIsOneSentence() {
    assertThat(run("cuont"), is(2));
    assertThat(
        err.toString(StandardCharsets.UTF_8),
        is(String.format("sliderule: 'cuont' is not a command; --help lists those there are%n")));
  }
}
