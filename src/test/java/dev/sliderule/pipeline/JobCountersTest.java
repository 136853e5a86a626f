package dev.sliderule.pipeline;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobCountersTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 0, 0",
    "10, 7, 2, 1, 0",
    "10, 7, 2, 1, 4",
  })
  void lineReadsBackAsTheNumbers(long read, long counted, long late, long bad, long partlyLate) {
    JobCounters counters = JobCounters.of(read, counted, late, bad, partlyLate);

    assertThat(JobCounters.parse(counters.toLine()), is(Optional.of(counters)));
  }

  @Test
  void lineIsASum() {
    assertThat(
        JobCounters.of(10, 7, 2, 1, 4).toLine(),
        is(
            "read 10 = counted 7 + late 2 + malformed 1;"
                + " of the counted, 4 missed closed windows"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "reading clicks",
        "read 1 = counted 1 + late 0",
        "stopped: read 1 = counted 1 + late 0 + malformed 0",
        "read 1 = counted 1 + late 0 + malformed 0 + in open windows 7",
        "read 99999999999999999999 = counted 0 + late 0 + malformed 0",
      })
  void otherLinesSayNothing(String line) {
    assertThat(JobCounters.parse(line), is(Optional.empty()));
  }
}
