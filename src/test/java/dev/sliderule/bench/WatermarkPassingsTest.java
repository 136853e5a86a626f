package dev.sliderule.bench;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class WatermarkPassingsTest {
  private final WatermarkPassings passings = new WatermarkPassings(2, 5_000, 2_000);

  @Test
  void theLastPartitionCounts() {
    passings.appended(0, 12_000, 100);
    assertThat(passings.passed(10_000), is(OptionalLong.empty()));
    passings.appended(1, 12_500, 170);
    assertThat(passings.passed(10_000), is(OptionalLong.of(170)));
  }

  @Test
  void theFirstEventThatIsFarEnoughCounts() {
    passings.appended(1, 12_000, 10);
    passings.appended(0, 11_999, 90);
    passings.appended(0, 12_000, 100);
    passings.appended(0, 13_000, 110);
    assertThat(passings.passed(10_000), is(OptionalLong.of(100)));
  }

  @Test
  void anEventPassesEarlierEndsAsWell() {
    passings.appended(0, 22_000, 100);
    passings.appended(1, 17_000, 120);
    assertThat(passings.passed(10_000), is(OptionalLong.of(120)));
    assertThat(passings.passed(15_000), is(OptionalLong.of(120)));
    assertThat(passings.passed(20_000), is(OptionalLong.empty()));
  }
}
