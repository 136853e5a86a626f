package dev.sliderule.pipeline.resume;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetsByEventTimeTest {
  private static final long START = 100;

  @Test
  void knowsNothingAtFirst() {
    assertThat(new OffsetsByEventTime(START).offsetFor(at(1_000_000)), is(100L));
  }

  @Test
  void passesOverWhatIsEarlier() {
    OffsetsByEventTime offsets = new OffsetsByEventTime(START);
    offsets.add(110, at(10));
    offsets.add(120, at(20));
    offsets.add(130, at(20));
    offsets.add(140, at(30));
    assertThat(offsets.offsetFor(at(10)), is(100L));
    assertThat(offsets.offsetFor(at(11)), is(110L));
    assertThat(offsets.offsetFor(at(20)), is(110L));
    assertThat(offsets.offsetFor(at(21)), is(130L));
    assertThat(offsets.offsetFor(at(1_000)), is(140L));
  }

  /**
   * Records in any order of event times, noted some at a time, with questions for later and later
   * times in between.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 10, 1_000, 1_000_000})
  void neverPassesOverARecordThatIsAskedFor(int disorder) {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      OffsetsByEventTime offsets = new OffsetsByEventTime(START);
      List<Integer> times = new ArrayList<>();
      int max = Integer.MIN_VALUE;
      int asked = 0;
      long answer = START;
      for (int i = 0; i < 300; i++) {
        int time = i * 5 + random.nextInt(disorder);
        times.add(time);
        max = Math.max(max, time);
        if (random.nextInt(3) == 0) {
          offsets.add(START + times.size(), at(max));
        }
        if (random.nextInt(10) == 0) {
          asked = Math.max(asked, random.nextInt(2 * i * 5 + 1));
          long next = offsets.offsetFor(at(asked));
          String question = "seed " + seed + ", record " + i + ", time " + asked;
          assertThat(question, next, is(greaterThanOrEqualTo(answer)));
          answer = next;
        }
        assertThat(answer, is(lessThanOrEqualTo(firstAtOrAfter(times, asked))));
      }
    }
  }

  @Test
  void isExactAsLongAsThereIsRoom() {
    Random random = new Random(5);
    OffsetsByEventTime offsets = new OffsetsByEventTime(START);
    List<Integer> times = new ArrayList<>();
    int max = 0;
    for (int i = 0; i < 2_000; i++) {
      times.add(i + random.nextInt(50));
      max = Math.max(max, times.get(i));
      offsets.add(START + times.size(), at(max));
    }
    for (int time = 0; time < 2_100; time += 7) {
      assertThat(offsets.offsetFor(at(time)), is(firstAtOrAfter(times, time)));
    }
  }

  @Test
  void staysSmallAndStillMovesOn() {
    OffsetsByEventTime offsets = new OffsetsByEventTime(START);
    for (int i = 1; i <= 100_000; i++) {
      offsets.add(START + i, at(i));
      assertThat(offsets.size(), is(lessThanOrEqualTo(2_048)));
    }
    // Records up to time 50,000 are before offset 50,100.
    assertThat(offsets.offsetFor(at(50_001)), is(lessThanOrEqualTo(50_100L)));
    assertThat(offsets.offsetFor(at(50_001)), is(greaterThan(40_000L)));
    assertThat(offsets.offsetFor(at(100_001)), is(100_100L));
  }

  private static long firstAtOrAfter(List<Integer> times, int time) {
    for (int i = 0; i < times.size(); i++) {
      if (times.get(i) >= time) {
        return START + i;
      }
    }
    return START + times.size();
  }

  private static Instant at(long millis) {
    return Instant.ofEpochMilli(millis);
  }
}
