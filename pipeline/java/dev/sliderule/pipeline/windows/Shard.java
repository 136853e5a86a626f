package dev.sliderule.pipeline.windows;

import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.event.Grouping;
import dev.sliderule.pipeline.write.ResultRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import javax.annotation.Nullable;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * The windows of one shard: the one place that decides when a window is counted and what is late.
 * It knows no runner and reads no clock; the same batches of blocks give the same rows.
 *
 * <p>A window is published when the shard's watermark passes its end, again when records come that
 * are late for it but not too late, and closed when the watermark passes its end by more than the
 * allowed lateness. Whether a record is late is judged by the watermark before the batch that its
 * block came with.
 */
final class Shard {
  /** Above this, what has come is put into the slices, though no window needs them yet. */
  private static final int MAX_NEWS = 200;

  /** Takes what a shard makes of blocks. */
  interface Receiver {
    /**
     * Takes a row of a window.
     *
     * @param end the last millisecond of the window
     * @param revision number of rows of this window and group before this one
     */
    void row(Instant end, ResultRow.Pane pane, String group, Aggregate aggregate, long revision);

    /**
     * Takes the last row of a window and group once more, when the window has closed; asked for by
     * {@code handsOutFinalRows}.
     */
    void finalRow(
        Instant end, ResultRow.Pane pane, String group, Aggregate aggregate, long revision);

    /** Takes note of records by what became of them; each record is in exactly one call. */
    void records(Fate fate, long number);
  }

  /** What becomes of a record that can be counted. */
  enum Fate {
    /** In all its windows, before any of them was published. */
    IN_TIME,
    /** In all its windows, of which at least one had been published. */
    REFINING,
    /** In some of its windows; the others were closed. */
    PARTLY_LATE,
    /** In no window, as all were closed. */
    LATE
  }

  private final SlidingWindowSpec windows;
  private final UniqueCounter counter;
  private final Instant closedBefore;
  private final boolean handsOutFinalRows;
  private final long size;

  /** How many windows share the merge of the slices that are in all of them. */
  private final int windowsAtOnce;

  private final Progress progress;
  private final OpenSlices.News news;
  private final Supplier<OpenSlices> slices;
  @Nullable private OpenSlices open;

  /**
   * A shard in the state given, which is changed by this.
   *
   * @param closedBefore the watermark by which earlier jobs have closed windows
   * @param handsOutFinalRows whether rows are handed out once more when their window closes
   * @param slices gives the slices; asked only when they are needed
   */
  Shard(
      SlidingWindowSpec windows,
      UniqueCounter counter,
      Instant closedBefore,
      boolean handsOutFinalRows,
      Progress progress,
      OpenSlices.News news,
      Supplier<OpenSlices> slices) {
    this.windows = windows;
    this.counter = counter;
    this.closedBefore = closedBefore;
    this.handsOutFinalRows = handsOutFinalRows;
    this.size = windows.size().getMillis();
    this.windowsAtOnce = (int) Math.ceil(Math.sqrt((double) size / windows.period().getMillis()));
    this.progress = progress;
    this.news = news;
    this.slices = slices;
  }

  /**
   * Takes a batch of blocks, in any order, and publishes the windows that are due, in the order of
   * their ends.
   */
  void take(Iterable<ShardBlock> blocks, Receiver receiver) {
    Instant before = progress.watermark();
    NavigableMap<Long, List<GroupAggregates>> late = new TreeMap<>();
    Instant readAt = BoundedWindow.TIMESTAMP_MIN_VALUE;
    for (ShardBlock block : blocks) {
      readAt = later(readAt, block.readAt());
      for (SliceSums sums : block.sums()) {
        if (add(sums, before, block.readAt(), receiver)) {
          late.computeIfAbsent(sums.sliceEnd().getMillis(), unused -> new ArrayList<>())
              .add(sums.groups());
        }
      }
      progress.join(block.spans(), block.readAt());
    }
    progress.requireNoOldGap(readAt);
    Instant after = progress.watermark();
    if (!late.isEmpty()) {
      refine(late, before, receiver);
    }
    if (windows.hasEndBetween(before, after)) {
      publish(before, after, receiver);
    }
    publishEarly(after, readAt, receiver);
    if (handsOutFinalRows && windows.closesBetween(before, after)) {
      handOutFinalRows(before, after, receiver);
    }
    if (open != null) {
      forget(after);
    } else if (news.size > MAX_NEWS) {
      open();
    }
  }

  /** The slices, if they have been asked for and may have changed; null otherwise. */
  @Nullable
  OpenSlices changedSlices() {
    return open;
  }

  /** Adds sums to the windows that take them; returns whether one of those was published. */
  private boolean add(SliceSums sums, Instant watermark, Instant readAt, Receiver receiver) {
    Instant first = windows.endOfFirstWindow(sums.sliceEnd());
    Instant closedBy = later(watermark, closedBefore);
    boolean isLate = windows.isClosed(windows.endOfLastWindow(sums.sliceEnd()), closedBy);
    // An earlier job has counted what is read again in the windows that it has closed.
    boolean isPartlyLate = windows.isClosed(first, sums.isReread() ? watermark : closedBy);
    boolean wasPublished = first.isBefore(watermark);
    Fate fate =
        isLate
            ? Fate.LATE
            : isPartlyLate ? Fate.PARTLY_LATE : wasPublished ? Fate.REFINING : Fate.IN_TIME;
    sums.groups()
        .forEach(
            counter,
            Grouping.ALL_GROUP::equals,
            (group, aggregate) -> receiver.records(fate, aggregate.records()));
    if (isLate) {
      return false;
    }
    news.add(sums.sliceEnd().getMillis(), sums.groups());
    if (windows.earlyFiring() != null) {
      if (news.unpublished.isEmpty()) {
        news.unpublishedSince = readAt.getMillis();
      }
      news.unpublished.add(sums.sliceEnd().getMillis());
    }
    return wasPublished;
  }

  /** The slices, with all that has come in them. */
  private OpenSlices open() {
    if (open == null) {
      open = slices.get();
    }
    OpenSlices opened = open;
    news.parts.forEach(
        (end, parts) -> {
          Map<String, Aggregate> sums = new HashMap<>();
          GroupAggregates slice = opened.slices.get(end);
          if (slice == null && parts.size() == 1) {
            opened.slices.put(end, parts.get(0));
            return;
          }
          if (slice != null) {
            slice.addTo(sums, counter, group -> true);
          }
          parts.forEach(part -> part.addTo(sums, counter, group -> true));
          opened.slices.put(end, GroupAggregates.of(sums, counter));
        });
    news.clear();
    return opened;
  }

  /** Publishes windows again, as far as something has come late for them and their groups. */
  private void refine(
      NavigableMap<Long, List<GroupAggregates>> late, Instant watermark, Receiver receiver) {
    Instant closedBy = later(watermark, closedBefore);
    NavigableMap<Long, Map<String, Aggregate>> changes = new TreeMap<>();
    late.forEach(
        (sliceEnd, parts) -> {
          for (Instant end : windows.endsOfWindows(Instant.ofEpochMilli(sliceEnd))) {
            if (end.isBefore(watermark) && !windows.isClosed(end, closedBy)) {
              Map<String, Aggregate> window =
                  changes.computeIfAbsent(end.getMillis(), unused -> new HashMap<>());
              parts.forEach(part -> part.addTo(window, counter, group -> true));
            }
          }
        });
    Set<String> groups = new HashSet<>();
    changes.values().forEach(window -> groups.addAll(window.keySet()));
    forEachSum(
        new ArrayList<>(changes.keySet()),
        groups,
        (end, sums) ->
            changes
                .get(end)
                .forEach(
                    (group, change) -> {
                      Aggregate sum = sums.get(group);
                      long revision = sum.records() > change.records() ? 1 : 0;
                      row(end, ResultRow.Pane.LATE, group, sum, revision, receiver);
                    }));
  }

  /** Publishes the windows whose ends the watermark has passed. */
  private void publish(Instant before, Instant after, Receiver receiver) {
    forEachSum(
        endsBetween(before, after),
        null,
        (end, sums) -> {
          boolean hadEarly = open().published.containsKey(end);
          sums.forEach(
              (group, aggregate) -> {
                if (hadEarly) {
                  row(end, ResultRow.Pane.ON_TIME, group, aggregate, 0, receiver);
                } else {
                  receiver.row(
                      Instant.ofEpochMilli(end), ResultRow.Pane.ON_TIME, group, aggregate, 0);
                }
              });
          if (handsOutFinalRows && windows.isClosed(Instant.ofEpochMilli(end), after)) {
            handOutFinalRows(end, sums, receiver);
          }
        });
  }

  /**
   * Hands out the last rows of the windows that close and were published before. They are made
   * again from the slices, which are kept anyway; to keep the rows as well would take more memory
   * than the slices.
   */
  private void handOutFinalRows(Instant before, Instant after, Receiver receiver) {
    Duration lateness = windows.allowedLateness();
    Instant to = earlier(before, after.minus(lateness));
    forEachSum(
        endsBetween(before.minus(lateness), to),
        null,
        (end, sums) -> handOutFinalRows(end, sums, receiver));
  }

  private void handOutFinalRows(long end, Map<String, Aggregate> sums, Receiver receiver) {
    Map<String, OpenSlices.Published> published = open().published.getOrDefault(end, Map.of());
    sums.forEach(
        (group, aggregate) -> {
          OpenSlices.Published last = published.get(group);
          receiver.finalRow(
              Instant.ofEpochMilli(end),
              last == null ? ResultRow.Pane.ON_TIME : last.pane,
              group,
              aggregate,
              last == null ? 0 : last.rows - 1);
        });
  }

  /**
   * The ends of windows from {@code from} up to, but not including, {@code to}, in their order: of
   * those windows that have slices and that no earlier job has closed.
   */
  private List<Long> endsBetween(Instant from, Instant to) {
    List<Long> ends = new ArrayList<>();
    NavigableMap<Long, GroupAggregates> all = open().slices;
    Long slice = all.isEmpty() ? null : all.firstKey();
    Instant next = from;
    while (slice != null) {
      Instant end = windows.endOfFirstWindow(later(next, Instant.ofEpochMilli(slice)));
      if (!end.isBefore(to)) {
        break;
      }
      next = end.plus(Duration.millis(1));
      if (end.isAfter(windows.endOfLastWindow(Instant.ofEpochMilli(slice)))) {
        slice = all.higherKey(slice);
        next = end;
      } else if (!windows.isClosed(end, closedBefore)) {
        ends.add(end.getMillis());
      }
    }
    return ends;
  }

  /**
   * Hands out the sums of windows. Neighbours share the merge of the slices that are in all of
   * them: of n slices a window merges about the square root of n by itself.
   *
   * @param ends of the windows, in their order
   * @param wanted the groups; null for all
   */
  private void forEachSum(
      List<Long> ends,
      @Nullable Set<String> wanted,
      BiConsumer<Long, Map<String, Aggregate>> action) {
    NavigableMap<Long, GroupAggregates> all = open().slices;
    for (int i = 0; i < ends.size(); i += windowsAtOnce) {
      List<Long> some = ends.subList(i, Math.min(ends.size(), i + windowsAtOnce));
      long firstEnd = some.get(0);
      long lastStart = some.get(some.size() - 1) - size;
      long sharedFrom = some.size() > 1 && lastStart < firstEnd ? lastStart : firstEnd;
      Map<String, Aggregate> shared = new HashMap<>();
      addTo(shared, all.subMap(sharedFrom, false, firstEnd, true), wanted);
      for (long end : some) {
        Map<String, Aggregate> sums = new HashMap<>();
        if (sharedFrom < firstEnd) {
          shared.forEach((group, aggregate) -> sums.put(group, aggregate.copy()));
          addTo(sums, all.subMap(end - size, false, sharedFrom, true), wanted);
          addTo(sums, all.subMap(firstEnd, false, end, true), wanted);
        } else {
          addTo(sums, all.subMap(end - size, false, end, true), wanted);
        }
        action.accept(end, sums);
      }
    }
  }

  /** Publishes open windows that have changed, if the oldest change is old enough. */
  private void publishEarly(Instant watermark, Instant readAt, Receiver receiver) {
    if (windows.earlyFiring() == null
        || news.unpublished.isEmpty()
        || readAt.getMillis() - news.unpublishedSince < windows.earlyFiring().getMillis()) {
      return;
    }
    NavigableSet<Long> ends = new TreeSet<>();
    for (long slice : news.unpublished) {
      windows.endsOfWindows(Instant.ofEpochMilli(slice)).stream()
          .filter(end -> !end.isBefore(watermark) && !windows.isClosed(end, closedBefore))
          .forEach(end -> ends.add(end.getMillis()));
    }
    news.unpublished.clear();
    forEachSum(
        new ArrayList<>(ends),
        null,
        (end, sums) -> {
          Map<String, OpenSlices.Published> published =
              open().published.getOrDefault(end, Map.of());
          sums.forEach(
              (group, aggregate) -> {
                OpenSlices.Published before = published.get(group);
                if (before == null || before.records != aggregate.records()) {
                  row(end, ResultRow.Pane.EARLY, group, aggregate, 0, receiver);
                }
              });
        });
  }

  /**
   * Hands out a row, and remembers it.
   *
   * @param atLeast the revision, if no earlier row is remembered
   */
  private void row(
      long end,
      ResultRow.Pane pane,
      String group,
      Aggregate aggregate,
      long atLeast,
      Receiver receiver) {
    Map<String, OpenSlices.Published> groups =
        open().published.computeIfAbsent(end, unused -> new HashMap<>());
    OpenSlices.Published before = groups.get(group);
    long revision = before == null ? atLeast : before.rows;
    receiver.row(Instant.ofEpochMilli(end), pane, group, aggregate, revision);
    groups.put(group, new OpenSlices.Published(revision + 1, aggregate.records(), pane));
  }

  private void addTo(
      Map<String, Aggregate> sums,
      NavigableMap<Long, GroupAggregates> parts,
      @Nullable Set<String> wanted) {
    parts
        .values()
        .forEach(
            part -> part.addTo(sums, counter, group -> wanted == null || wanted.contains(group)));
  }

  /** Drops what is in closed windows only. */
  private void forget(Instant watermark) {
    while (!open.published.isEmpty()
        && windows.isClosed(Instant.ofEpochMilli(open.published.firstKey()), watermark)) {
      open.published.pollFirstEntry();
    }
    while (!open.slices.isEmpty()
        && windows.isClosed(
            windows.endOfLastWindow(Instant.ofEpochMilli(open.slices.firstKey())), watermark)) {
      open.slices.pollFirstEntry();
    }
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
