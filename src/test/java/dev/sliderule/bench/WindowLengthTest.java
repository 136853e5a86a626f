package dev.sliderule.bench;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class WindowLengthTest {
  private final WindowLength windows = WindowLength.parse("60s/5s");

  @Test
  void reads() {
    assertThat(windows.sizeMillis(), is(60_000L));
    assertThat(windows.periodMillis(), is(5_000L));
    assertThrows(IllegalArgumentException.class, () -> WindowLength.parse("60s"));
  }

  @Test
  void theFirstWindowIsTheLastToStartSoEarly() {
    assertThat(windows.firstStart(0), is(-55_000L));
    assertThat(windows.firstStart(4_999), is(-55_000L));
    assertThat(windows.firstStart(5_000), is(-50_000L));
  }

  @Test
  void countsWindows() {
    assertThat(windows.windows(0, 0), is(12));
    assertThat(windows.windows(0, 4_999), is(12));
    assertThat(windows.windows(0, 5_000), is(13));
  }
}
