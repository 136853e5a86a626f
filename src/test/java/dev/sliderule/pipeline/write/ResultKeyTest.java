package dev.sliderule.pipeline.write;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class ResultKeyTest {

  @Test
  void ordersByEndThenStartThenGroup() {
    List<ResultKey> ordered =
        List.of(
            key(9, 10, "z"),
            key(0, 20, "b"),
            key(10, 20, "a"),
            key(10, 20, "all"),
            key(10, 20, "b"),
            key(5, 30, "a"));
    List<ResultKey> sorted = new ArrayList<>(ordered);
    Collections.shuffle(sorted, new Random(3));
    assertThat(sorted, is(not(ordered)));
    Collections.sort(sorted);
    assertThat(sorted, is(ordered));
  }

  @Test
  void rowsOfTheSameWindowAndGroupShareAKeyWhateverTheySay() {
    ResultRow row = ResultRows.full().build();
    ResultRow later = ResultRows.full().setRevision(14).setRecords(99).build();
    assertThat(later.key(), is(row.key()));
    assertThat(later.key().compareTo(row.key()), is(0));
    assertThat(row.key(), is(ResultKey.of(ResultRows.START, ResultRows.END, row.group())));
    assertThat(ResultRows.full().setGroup("all").build().key(), is(not(row.key())));
  }

  private static ResultKey key(long start, long end, String group) {
    return ResultKey.of(Instant.ofEpochMilli(start), Instant.ofEpochMilli(end), group);
  }
}
