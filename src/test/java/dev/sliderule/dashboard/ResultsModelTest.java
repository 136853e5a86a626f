package dev.sliderule.dashboard;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import dev.sliderule.pipeline.write.ResultRow;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ResultsModelTest {
  private final ResultsModel model = new ResultsModel(3, 1000, 100);

  private static List<String> names(List<ResultRow> rows) {
    return rows.stream().map(ResultRow::group).collect(Collectors.toList());
  }

  @Test
  void higherRevisionReplacesWhicheverComesFirst() {
    ResultRow first = SampleRows.row(0, "all", 100).build();
    ResultRow refined = SampleRows.late(0, "all", 101, 1).build();
    model.put(first);
    model.put(refined);
    model.put(first);

    assertThat(model.rows("all", 0), contains(refined));
    assertThat(model.top(10), contains(refined));
    assertThat(model.rows(), is(1));
  }

  @Test
  void rowOfTheSameRevisionReplacesAsItIsLaterInTheTopic() {
    model.put(SampleRows.row(0, "all", 100).build());
    ResultRow again = SampleRows.row(0, "all", 102).build();
    model.put(again);

    assertThat(model.rows("all", 0), contains(again));
    assertThat(model.top(10), contains(again));
  }

  @Test
  void onlyWhatChangedAfterAVersionIsTold() {
    model.put(SampleRows.row(0, "all", 100).build());
    model.put(SampleRows.row(1, "all", 100).build());
    long version = model.version();
    assertThat(model.rows("all", version), is(empty()));

    ResultRow refined = SampleRows.late(0, "all", 101, 1).build();
    model.put(refined);
    assertThat(model.rows("all", version), contains(refined));
  }

  @Test
  void oldestWindowsGoWhateverTheOrder() {
    for (int window : new int[] {4, 1, 0, 3, 2, 0}) {
      model.put(SampleRows.row(window, "all", 10 + window).build());
    }
    assertThat(
        model.rows("all", 0).stream().map(ResultRow::unique).collect(Collectors.toList()),
        contains(12L, 13L, 14L));
    assertThat(model.oldestEnd(), is(Optional.of(SampleRows.row(2, "all", 1).build().windowEnd())));
  }

  @Test
  void groupGoesWithItsLastWindow() {
    model.put(SampleRows.row(0, "city=Rome", 5).build());
    for (int window = 1; window <= 3; window++) {
      model.put(SampleRows.row(window, "all", 10).build());
    }
    assertThat(model.groups(), is(1));
    assertThat(model.find("rome", 10), is(empty()));
  }

  @Test
  void totalComesFirstThenTheLargestByTheirNewestWindow() {
    model.put(SampleRows.row(0, "city=Rome", 50).build());
    model.put(SampleRows.row(1, "city=Rome", 5).build());
    model.put(SampleRows.row(1, "city=Oslo", 9).build());
    model.put(SampleRows.row(1, "all", 1).build());

    assertThat(names(model.top(10)), contains("all", "city=Oslo", "city=Rome"));
    assertThat(names(model.top(2)), contains("all", "city=Oslo"));
    assertThat(names(model.find("OME", 10)), contains("city=Rome"));
  }

  @Test
  void staysWithinItsBounds() {
    ResultsModel small = new ResultsModel(10, 100, 30);
    for (int window = 0; window < 50; window++) {
      for (int group = 0; group < 200; group++) {
        small.put(SampleRows.row(window, "g=" + group, group).build());
      }
      small.put(SampleRows.row(window, "all", 1000).build());
      assertThat(small.rows(), is(lessThanOrEqualTo(100)));
    }
    assertThat(small.groups(), is(31));
    assertThat(small.windows(), is(3));
    assertThat(names(small.top(1)), contains("all"));
  }

  @Test
  void windowWithEarlyRowsOnlyIsNotClosed() {
    model.put(SampleRows.row(0, "all", 1).build());
    model.put(SampleRows.row(1, "all", 1).setPane(ResultRow.Pane.EARLY).build());
    assertThat(
        model.newestClosedEnd(), is(Optional.of(SampleRows.row(0, "all", 1).build().windowEnd())));
  }
}
