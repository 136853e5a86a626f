package dev.sliderule.launcher;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import dev.sliderule.pipeline.JobCounters;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StatusLineTest {
  @Test
  void progressBarWhileThereIsATotal() {
    assertThat(
        StatusLine.format(150, OptionalLong.of(300), JobCounters.of(148, 90, 2, 1)),
        is("sent 150/300 [######------] | read 148 | counted 90 | late 2 | malformed 1"));
  }

  @Test
  void noBarWithoutATotal() {
    assertThat(
        StatusLine.format(150, OptionalLong.empty(), JobCounters.of(148, 90, 2, 1)),
        is("sent 150 | read 148 | counted 90 | late 2 | malformed 1"));
  }

  @Test
  void barGivesWayToLargeNumbers() {
    String line =
        StatusLine.format(
            1_000_000, OptionalLong.of(1_000_000), JobCounters.of(1_000_000, 1_000_000, 0, 0));
    assertThat(
        line, is("sent 1000000/1000000 | read 1000000 | counted 1000000 | late 0 | malformed 0"));
  }

  @Test
  void neverWiderThanATerminal() {
    long many = Long.MAX_VALUE / 8;
    String line =
        StatusLine.format(many, OptionalLong.of(many), JobCounters.of(many, many, many, many));
    assertThat(line.length(), lessThanOrEqualTo(79));
  }

  @Test
  void nothingToSendIsAFullBar() {
    assertThat(
        StatusLine.format(0, OptionalLong.of(0), JobCounters.of(0, 0, 0, 0)),
        is("sent 0/0 [############] | read 0 | counted 0 | late 0 | malformed 0"));
  }
}
