package dev.sliderule.generator;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratorProgressTest {
  @Test
  void linesOfABoundedJobReadBackAsWhatTheySay() {
    GeneratorProgress progress = GeneratorProgress.of(1_234, OptionalLong.of(5_000_000));

    assertThat(progress.toLine(), is("generator: 1,234 of 5,000,000 records sent"));
    assertThat(GeneratorProgress.parse(progress.toLine()), is(Optional.of(progress)));
    assertThat(progress.toEndLine(), is("generator: ended, 1,234 of 5,000,000 records sent"));
    assertThat(GeneratorProgress.parse(progress.toEndLine()), is(Optional.of(progress)));
  }

  @Test
  void linesOfAnEndlessJobReadBackAsWhatTheySay() {
    GeneratorProgress progress = GeneratorProgress.of(0, OptionalLong.empty());

    assertThat(progress.toStoppedLine(), is("generator: stopped, 0 records sent"));
    assertThat(GeneratorProgress.parse(progress.toStoppedLine()), is(Optional.of(progress)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "generator: ",
        "generator: , records sent",
        "generator: 5 of records sent",
        "12:00:00 WARN  Sender: generator: 5 records sent",
        "generator: 99,999,999,999,999,999,999 records sent"
      })
  void otherLinesSayNothing(String line) {
    assertThat(GeneratorProgress.parse(line), is(Optional.empty()));
  }
}
