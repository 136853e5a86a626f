package dev.sliderule.spark;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.LongUnaryOperator;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

class BacklogTrendTest {
  private static final Duration MINUTE = Duration.standardMinutes(1);
  private static final int DAY = 86_400;
  private static final int TRIALS = 20;

  // What a job sees.

  @Test
  void aSteadyJobSeenAtRandomMomentsOfItsBatchesKeepsUp() {
    for (int trial = 0; trial < 200; trial++) {
      Random random = new Random(trial);
      BacklogTrend trend = new BacklogTrend(Duration.standardMinutes(10));
      for (int second = 0; second < DAY; second += 15) {
        trend.add(Duration.standardSeconds(second), random.nextInt(1_000), 1_000L * second, 1_000);
        assertThat("trial " + trial, trend.grewFor(Duration.standardMinutes(10)), is(false));
        assertThat("trial " + trial, trend.grewFor(Duration.standardMinutes(5)), is(false));
      }
    }
  }

  @Test
  void aDayOfSteadyLoadKeepsUpAndIsNotWarnedOf() {
    keepsUpAllDay("steady", seed -> SimulatedLoad.steady(0.3 + 0.6 * seed / TRIALS), true);
  }

  @Test
  void aDayThatComesAndGoesKeepsUpAndIsNotWarnedOf() {
    keepsUpAllDay("day", seed -> SimulatedLoad.ofADay(0.05, 0.95), true);
  }

  @Test
  void rampsThatEndBelowWhatTheJobCanDoKeepUpAndAreNotWarnedOf() {
    keepsUpAllDay("ramps", seed -> SimulatedLoad.ramps(seed, 0.9), true);
  }

  @Test
  void burstsThatAreWorkedOffAfterwardsEndNothing() {
    keepsUpAllDay("bursts", seed -> SimulatedLoad.bursts(seed, 3, 0.6), false);
  }

  @Test
  void aLoadThatJumpsFromMinuteToMinuteEndsNothing() {
    keepsUpAllDay("jumps", seed -> SimulatedLoad.jumps(seed, 0.1, 1.2), false);
  }

  @Test
  void aBacklogOfADayThatIsWorkedOffEndsNothing() {
    keepsUpAllDay("catch-up", seed -> SimulatedLoad.steady(0.95).after(DAY), true);
  }

  @Test
  void whatIsTrulyTooMuchIsNoticedWithinTheTime() {
    for (Duration timeout : new Duration[] {MINUTE, Duration.standardMinutes(10)}) {
      double longestBatch = timeout.getStandardSeconds() / 50.0;
      for (int seed = 0; seed < TRIALS; seed++) {
        isNoticed(SimulatedLoad.steady(1.2), timeout, longestBatch, seed);
        isNoticed(SimulatedLoad.steady(1.2).after(DAY), timeout, longestBatch, seed);
        isNoticed(SimulatedLoad.steady(2), timeout, 5 * longestBatch, seed);
        isNoticed(SimulatedLoad.steady(10), timeout, 5 * longestBatch, seed);
      }
    }
  }

  /** By jobs of which a batch takes from half a second to twelve. */
  private static void keepsUpAllDay(
      String name, IntFunction<SimulatedLoad> loads, boolean withoutWarning) {
    for (int seed = 0; seed < TRIALS; seed++) {
      SimulatedJob job =
          new SimulatedJob(loads.apply(seed), 0.5 + seed % 5 * 3, 15, new Random(seed));
      BacklogTrend trend = new BacklogTrend(Duration.standardMinutes(10));
      while (job.seconds() < DAY) {
        job.look(trend);
        String when = name + ", seed " + seed + ", second " + job.seconds();
        assertThat(when, trend.grewFor(Duration.standardMinutes(10)), is(false));
        if (withoutWarning) {
          assertThat(when, trend.grewFor(Duration.standardMinutes(5)), is(false));
        }
      }
    }
  }

  private static void isNoticed(
      SimulatedLoad load, Duration timeout, double batchSeconds, int seed) {
    double pause = timeout.getStandardSeconds() / 40.0;
    SimulatedJob job = new SimulatedJob(load, batchSeconds, pause, new Random(seed));
    BacklogTrend trend = new BacklogTrend(timeout);
    double limit = 1.3 * timeout.getStandardSeconds();
    do {
      job.look(trend);
    } while (!trend.grewFor(timeout) && job.seconds() < 2 * limit);
    assertThat(
        load + ", batches of " + batchSeconds + " s, time-out " + timeout + ", seed " + seed,
        job.seconds(),
        allOf(greaterThan(timeout.getStandardSeconds() - 0.1), lessThanOrEqualTo(limit)));
  }

  // One sample a second; a batch each second, which reads 10 records.

  @Test
  void seesABacklogThatOnlyGrows() {
    assertThat(after(60, second -> 10 * second).grewFor(MINUTE), is(true));
  }

  @Test
  void seesItThroughUpsAndDowns() {
    assertThat(after(62, s -> 10 * s + s % 3 * 4).grewFor(MINUTE), is(true));
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
  void letsItGrowByWhatThreeBatchesRead() {
    assertThat(after(60, second -> second * 30 / 52).grewFor(MINUTE), is(false));
  }

  @Test
  void letsItGrowByATenthOfWhatIsRead() {
    assertThat(after(60, second -> second).grewFor(MINUTE), is(false));
    assertThat(after(60, second -> second * 3 / 2).grewFor(MINUTE), is(true));
  }

  @Test
  void letsABacklogGrowForThreeQuartersOfTheTimeAndThenBeWorkedOff() {
    for (int end = 60; end < 120; end++) {
      BacklogTrend trend = after(end, s -> s < 30 ? 0 : 10 * Math.min(s - 30, 45 - (s - 75) / 3));
      assertThat("after " + end + " s", trend.grewFor(MINUTE), is(false));
    }
  }

  @Test
  void letsABacklogGrowAndStay() {
    for (int end = 60; end < 120; end++) {
      BacklogTrend trend = after(end, s -> s < 30 ? 0 : 10 * Math.min(s - 30, 40));
      assertThat("after " + end + " s", trend.grewFor(MINUTE), is(false));
    }
  }

  @Test
  void looksAtTheLastTimeOnly() {
    BacklogTrend trend = after(200, s -> s < 140 ? 1_000_000 - s : 10 * s);
    assertThat(trend.grewFor(MINUTE), is(true));
    assertThat(after(200, s -> s < 150 ? 10 * s : 5_000).grewFor(MINUTE), is(false));
  }

  @Test
  void knowsNothingWithoutSamples() {
    assertThat(new BacklogTrend(MINUTE).grewFor(MINUTE), is(false));
    BacklogTrend sparse = new BacklogTrend(MINUTE);
    sparse.add(Duration.ZERO, 1, 0, 0);
    sparse.add(MINUTE, 2, 0, 0);
    assertThat(sparse.grewFor(MINUTE), is(false));
  }

  private static BacklogTrend after(int seconds, LongUnaryOperator backlog) {
    BacklogTrend trend = new BacklogTrend(MINUTE);
    for (int second = 0; second <= seconds; second++) {
      trend.add(Duration.standardSeconds(second), backlog.applyAsLong(second), 10L * second, 10);
    }
    return trend;
  }
}
