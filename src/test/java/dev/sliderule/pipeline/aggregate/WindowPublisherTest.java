package dev.sliderule.pipeline.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.sliderule.pipeline.count.ExactCounter;
import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import dev.sliderule.pipeline.write.ResultRow.Pane;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.CoderUtils;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Slices of a second; windows of four, every two; times are seconds, ends are exclusive. */
class WindowPublisherTest {
  private static final ExactCounter COUNTER = ExactCounter.create();

  private final List<String> rows = new ArrayList<>();
  private SlidingWindowSpec windows = windows(Duration.ZERO, null);
  private OpenSlices open = new OpenSlices();

  @Test
  void putsWindowsTogetherWhateverTheOrderOfUpdates() {
    List<Update> updates =
        new ArrayList<>(
            List.of(
                slice(1, "a"),
                slice(2, "b"),
                slice(4, "a"),
                slice(5, "c"),
                due(2),
                due(4),
                due(6),
                due(8)));
    Collections.reverse(updates);
    take(updates);
    assertThat(
        rows,
        contains(
            "2 ON_TIME a:1 #0",
            "2 ON_TIME b:1 #0",
            "4 ON_TIME a:2 #0",
            "4 ON_TIME b:1 #0",
            "6 ON_TIME a:1 #0",
            "6 ON_TIME c:1 #0",
            "8 ON_TIME c:1 #0"));
  }

  @Test
  void keepsASliceAsLongAsAWindowNeedsIt() {
    take(List.of(slice(1, "a"), due(2)));
    take(List.of(due(4)));
    assertThat(open.slices.size(), is(1));
    take(List.of(due(6)));
    assertThat(open.slices.keySet(), is(empty()));
    assertThat(rows, contains("2 ON_TIME a:1 #0", "4 ON_TIME a:1 #0"));
  }

  @Test
  void publishesAgainTheGroupsThatSomethingCameLateFor() {
    windows = windows(Duration.standardSeconds(2), null);
    take(List.of(slice(1, "a", "b"), due(2)));
    take(List.of(late(2, "b")));
    take(List.of(late(2, "b", "c"), late(4, "b")));
    take(List.of(due(4)));
    assertThat(
        rows,
        contains(
            "2 ON_TIME a:1 #0",
            "2 ON_TIME b:1 #0",
            "2 LATE b:2 #1",
            "2 LATE b:3 #2",
            "2 LATE c:1 #0",
            "4 LATE b:2 #1",
            "4 ON_TIME a:1 #0",
            "4 ON_TIME b:2 #2"));
  }

  @Test
  void keepsWhatIsNeededForLateRecordsAsLongAsTheyAreAllowed() {
    windows = windows(Duration.standardSeconds(2), null);
    take(List.of(slice(1, "a"), due(2), due(4)));
    take(List.of(slice(7, "z"), due(6)));
    take(List.of(late(4, "a")));
    assertThat(rows.get(rows.size() - 1), is("4 LATE a:2 #1"));
    take(List.of(due(8)));
    take(List.of(due(10), due(12)));
    take(List.of());
    assertThat(open.changed.keySet(), is(empty()));
    assertThat(open.slices.keySet(), is(empty()));
  }

  @Test
  void publishesEarlyWhatHasChanged() {
    windows = windows(Duration.ZERO, Duration.standardSeconds(1));
    take(List.of(slice(1, "a", "b"), window(2, Pane.EARLY)));
    take(List.of(slice(2, "b"), window(2, Pane.EARLY)));
    take(List.of(due(2)));
    assertThat(
        rows,
        contains(
            "2 EARLY a:1 #0",
            "2 EARLY b:1 #0",
            "2 EARLY b:2 #1",
            "2 ON_TIME a:1 #1",
            "2 ON_TIME b:2 #2"));
  }

  @Test
  void bringsASliceThatWasOvertakenIntoItsWindows() {
    take(List.of(slice(2, "a"), due(2)));
    take(List.of(slice(1, "b")));
    take(List.of(due(4)));
    assertThat(
        rows,
        contains("2 ON_TIME a:1 #0", "2 LATE b:1 #0", "4 ON_TIME a:1 #0", "4 ON_TIME b:1 #0"));
  }

  private void take(List<Update> updates) {
    List<String> made = new ArrayList<>();
    new WindowPublisher(windows, COUNTER, open)
        .take(
            updates,
            (end, pane, group, aggregate, revision) ->
                made.add(
                    String.format(
                        "%d %s %s:%d #%d",
                        (end.getMillis() + 1) / 1000, pane, group, aggregate.records(), revision)));
    // Rows of a window come in the order of the windows, but groups as they like.
    Map<String, List<String>> byWindow = new TreeMap<>();
    made.forEach(
        row -> byWindow.computeIfAbsent(row.split(" ", 2)[0], end -> new ArrayList<>()).add(row));
    byWindow
        .values()
        .forEach(
            ofWindow -> {
              Collections.sort(ofWindow);
              rows.addAll(ofWindow);
            });
    try {
      // As a runner keeps it.
      open = CoderUtils.clone(OpenSlicesCoder.of(), open);
    } catch (CoderException e) {
      throw new AssertionError(e);
    }
  }

  private static Update slice(int end, String... groups) {
    return Update.ofSlice(at(end), aggregates(groups));
  }

  private static Update due(int end) {
    return window(end, Pane.ON_TIME);
  }

  private static Update late(int end, String... groups) {
    return window(end, Pane.LATE, groups);
  }

  private static Update window(int end, Pane pane, String... groups) {
    return Update.ofWindow(at(end), pane, aggregates(groups));
  }

  private static GroupAggregates aggregates(String... groups) {
    Map<String, Aggregate> byGroup = new TreeMap<>();
    Arrays.stream(groups)
        .forEach(
            group -> {
              Aggregate one = new Aggregate(COUNTER.newSketch());
              one.add(Event.of("k", null, null, List.of(group)));
              byGroup.put(group, one);
            });
    return GroupAggregates.of(byGroup, COUNTER);
  }

  private static Instant at(int end) {
    return Instant.ofEpochMilli(end * 1_000L - 1);
  }

  private static SlidingWindowSpec windows(Duration lateness, Duration earlyFiring) {
    return SlidingWindowSpec.builder()
        .setSize(Duration.standardSeconds(4))
        .setPeriod(Duration.standardSeconds(2))
        .setAllowedLateness(lateness)
        .setEarlyFiring(earlyFiring)
        .build();
  }
}
