package dev.sliderule.spark;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.function.LongUnaryOperator;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class BacklogTrendTest {
  private static final Duration MINUTE = Duration.standardMinutes(1);

  @Test
  void seesABacklogThatOnlyGrows() {
    assertThat(after(60, second -> 10 * second).grewFor(MINUTE), is(true));
  }

  @Test
  void seesItThroughUpsAndDowns() {
    assertThat(after(60, s -> 10 * s + (s % 7) * 20).grewFor(MINUTE), is(true));
  }

  @Test
  void letsABacklogShrink() {
    assertThat(after(60, second -> 100_000 - 10 * second).grewFor(MINUTE), is(false));
  }

  @Test
  void letsABacklogStay() {
    assertThat(after(60, second -> 5_000).grewFor(MINUTE), is(false));
  }

  @Test
  void letsABacklogComeAndGo() {
    assertThat(after(60, second -> second % 20 * 1_000).grewFor(MINUTE), is(false));
  }

  @Test
  void letsItGrowForLess() {
    assertThat(after(59, second -> 10 * second).grewFor(MINUTE), is(false));
  }

  @Test
  void looksAtTheLastTimeOnly() {
    BacklogTrend trend = after(200, s -> s < 140 ? 1_000_000 - s : 10 * s);
    assertThat(trend.grewFor(MINUTE), is(true));
    assertThat(after(200, s -> s < 150 ? s : 5_000).grewFor(MINUTE), is(false));
  }

  @Test
  void knowsNothingWithoutSamples() {
    assertThat(new BacklogTrend(MINUTE).grewFor(MINUTE), is(false));
    BacklogTrend sparse = new BacklogTrend(MINUTE);
    sparse.add(Instant.ofEpochSecond(0), 1);
    sparse.add(Instant.ofEpochSecond(60), 2);
    assertThat(sparse.grewFor(MINUTE), is(false));
  }

  private static BacklogTrend after(int seconds, LongUnaryOperator backlog) {
    BacklogTrend trend = new BacklogTrend(MINUTE);
    for (int second = 0; second <= seconds; second++) {
      trend.add(Instant.ofEpochSecond(second), backlog.applyAsLong(second));
    }
    return trend;
  }
}
