package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import dev.sliderule.pipeline.write.ResultRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import javax.annotation.Nullable;
import org.joda.time.Instant;

/** Puts windows together from the slices of a shard, and forgets slices that no window needs. */
final class WindowPublisher {
  /** Takes what is to become a row. */
  interface Receiver {
    /**
     * A row.
     *
     * @param end the last millisecond of the window
     * @param revision how many rows the window and group have had before, or more
     */
    void row(Instant end, ResultRow.Pane pane, String group, Aggregate aggregate, long revision);
  }

  private final SlidingWindowSpec windows;
  private final UniqueCounter counter;
  private final OpenSlices open;
  private final long size;

  /** How many windows share the merge of the slices that are in all of them. */
  private final int windowsAtOnce;

  /**
   * A publisher.
   *
   * @param open what there is so far; changed by this
   */
  WindowPublisher(SlidingWindowSpec windows, UniqueCounter counter, OpenSlices open) {
    this.windows = windows;
    this.counter = counter;
    this.open = open;
    this.size = windows.size().getMillis();
    this.windowsAtOnce = (int) Math.ceil(Math.sqrt((double) size / windows.period().getMillis()));
  }

  /** Takes updates, which may be in any order, and publishes the windows that are due. */
  void take(Iterable<Update> updates, Receiver rows) {
    long publishedBefore = open.published;
    List<Update> due = new ArrayList<>();
    for (Update update : updates) {
      if (!update.isSlice()) {
        due.add(update);
      } else if (windows.endOfFirstWindow(update.end()).getMillis() > open.published) {
        open.slices.merge(update.end().getMillis(), update.aggregates(), this::merge);
      } else {
        due.addAll(takeOvertaken(update));
      }
    }
    due.sort(Comparator.comparing(Update::end).thenComparing(Update::pane));
    for (int from = 0; from < due.size(); from += windowsAtOnce) {
      publish(due.subList(from, Math.min(due.size(), from + windowsAtOnce)), rows);
    }
    forget(publishedBefore);
  }

  /** A slice that has come after windows over it; no runner does that so far, but one might. */
  private List<Update> takeOvertaken(Update slice) {
    List<Update> again = new ArrayList<>();
    for (Instant end : windows.endsOfWindows(slice.end())) {
      if (end.getMillis() <= open.published) {
        again.add(Update.ofWindow(end, ResultRow.Pane.LATE, slice.aggregates()));
      } else {
        addLate(changed(end.getMillis()), slice.aggregates());
      }
    }
    return again;
  }

  private GroupAggregates merge(GroupAggregates one, GroupAggregates other) {
    Map<String, Aggregate> sums = new HashMap<>();
    one.addTo(sums, counter, group -> true);
    other.addTo(sums, counter, group -> true);
    return GroupAggregates.of(sums, counter);
  }

  private OpenSlices.ChangedWindow changed(long end) {
    return open.changed.computeIfAbsent(end, unused -> new OpenSlices.ChangedWindow());
  }

  private void addLate(OpenSlices.ChangedWindow window, GroupAggregates late) {
    window.late = window.late.isEmpty() ? late : merge(window.late, late);
  }

  private void publish(List<Update> due, Receiver rows) {
    Shared shared =
        Shared.of(this, due.get(0).end().getMillis(), due.get(due.size() - 1).end().getMillis());
    for (Update window : due) {
      if (window.pane() == ResultRow.Pane.LATE) {
        publishAgain(window, rows);
      } else {
        publish(window, shared, rows);
      }
    }
  }

  private void publish(Update window, Shared shared, Receiver rows) {
    long end = window.end().getMillis();
    if (windows.earlyFiring() != null && end <= open.published && window.aggregates().isEmpty()) {
      return;
    }
    boolean early = window.pane() == ResultRow.Pane.EARLY;
    if (early || !window.aggregates().isEmpty()) {
      addLate(changed(end), window.aggregates());
    }
    Map<String, Aggregate> sums = shared.sums(end);
    OpenSlices.ChangedWindow changed = open.changed.get(end);
    if (changed == null) {
      sums.forEach(
          (group, aggregate) -> rows.row(window.end(), window.pane(), group, aggregate, 0));
    } else {
      changed.late.addTo(sums, counter, group -> true);
      sums.forEach(
          (group, aggregate) -> {
            OpenSlices.PublishedGroup before = changed.groups.get(group);
            if (!early || before == null || before.records != aggregate.records()) {
              row(window, changed, group, aggregate, before == null ? 0 : before.rows, rows);
            }
          });
    }
    if (!early) {
      open.published = Math.max(open.published, end);
    }
  }

  /** Rows of the groups that something has come late for. */
  private void publishAgain(Update window, Receiver rows) {
    if (window.aggregates().isEmpty()) {
      return;
    }
    long end = window.end().getMillis();
    OpenSlices.ChangedWindow changed = changed(end);
    Map<String, Aggregate> late = new HashMap<>();
    window.aggregates().addTo(late, counter, group -> true);
    Map<String, Aggregate> sums = new HashMap<>();
    addTo(sums, open.slices.subMap(end - size, false, end, true), late);
    changed.late.addTo(sums, counter, late::containsKey);
    late.forEach(
        (group, aggregate) -> {
          OpenSlices.PublishedGroup before = changed.groups.get(group);
          Aggregate sum = sums.get(group);
          long revision = before != null ? before.rows : sum == null ? 0 : 1;
          if (sum != null) {
            aggregate.merge(sum);
          }
          row(window, changed, group, aggregate, revision, rows);
        });
    addLate(changed, window.aggregates());
  }

  private static void row(
      Update window,
      OpenSlices.ChangedWindow changed,
      String group,
      Aggregate aggregate,
      long revision,
      Receiver rows) {
    rows.row(window.end(), window.pane(), group, aggregate, revision);
    changed.groups.put(group, new OpenSlices.PublishedGroup(revision + 1, aggregate.records()));
  }

  private void addTo(
      Map<String, Aggregate> sums,
      NavigableMap<Long, GroupAggregates> slices,
      @Nullable Map<String, Aggregate> wanted) {
    slices
        .values()
        .forEach(
            slice ->
                slice.addTo(sums, counter, group -> wanted == null || wanted.containsKey(group)));
  }

  /**
   * Drops what is in closed windows only. Those that the latest windows have closed may still get
   * what was admitted just before.
   */
  private void forget(long published) {
    if (published == Long.MIN_VALUE) {
      return;
    }
    long closed = published - windows.allowedLateness().getMillis();
    open.changed.headMap(closed, true).clear();
    while (!open.slices.isEmpty()
        && windows.endOfLastWindow(Instant.ofEpochMilli(open.slices.firstKey())).getMillis()
            <= closed) {
      open.slices.pollFirstEntry();
    }
  }

  /** The sums of the slices that are in all of several windows, merged once. */
  private static final class Shared {
    private final WindowPublisher publisher;
    private final long from;
    private final long to;
    private final Map<String, Aggregate> sums = new HashMap<>();

    private Shared(WindowPublisher publisher, long from, long to) {
      this.publisher = publisher;
      this.from = from;
      this.to = to;
    }

    /** For the windows between two ends. */
    static Shared of(WindowPublisher publisher, long firstEnd, long lastEnd) {
      long from = lastEnd - publisher.size;
      if (firstEnd == lastEnd || from >= firstEnd) {
        return new Shared(publisher, firstEnd, firstEnd);
      }
      Shared shared = new Shared(publisher, from, firstEnd);
      publisher.addTo(shared.sums, publisher.open.slices.subMap(from, false, firstEnd, true), null);
      return shared;
    }

    /** The sums of all slices in one of the windows; the caller may change them. */
    Map<String, Aggregate> sums(long end) {
      Map<String, Aggregate> window = new HashMap<>();
      sums.forEach((group, aggregate) -> window.put(group, aggregate.copy()));
      NavigableMap<Long, GroupAggregates> slices = publisher.open.slices;
      long start = end - publisher.size;
      if (from == to) {
        publisher.addTo(window, slices.subMap(start, false, end, true), null);
      } else {
        publisher.addTo(window, slices.subMap(start, false, from, true), null);
        publisher.addTo(window, slices.subMap(to, false, end, true), null);
      }
      return window;
    }
  }
}
