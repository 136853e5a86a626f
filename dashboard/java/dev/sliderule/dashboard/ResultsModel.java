package dev.sliderule.dashboard;

import dev.sliderule.pipeline.write.ResultRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.joda.time.Instant;

/**
 * The newest windows of a results topic, the latest row of each window and group. Bounded: so many
 * windows, so many rows in all, of which the oldest windows go first, and so many groups a window.
 * Every change gets a number, so that a reader can ask for what is new. Safe for several threads.
 */
final class ResultsModel {
  /** All groups together. */
  static final String ALL = "all";

  /** The total first, then the most unique keys. */
  private static final Comparator<ResultRow> TOP_FIRST =
      Comparator.<ResultRow, Boolean>comparing(row -> !row.group().equals(ALL))
          .thenComparing(Comparator.comparingLong(ResultRow::unique).reversed())
          .thenComparing(ResultRow::group);

  private static final Comparator<Window> OLDEST_FIRST =
      Comparator.<Window, Instant>comparing(window -> window.end)
          .thenComparing(window -> window.start);

  private final int maxWindows;
  private final int maxRows;
  private final int maxGroups;
  private final NavigableMap<Window, Map<String, Entry>> windows = new TreeMap<>(OLDEST_FIRST);
  private final Map<String, ResultRow> newest = new HashMap<>();
  private long version;
  private int rows;

  /** A model of the usual size: an hour of minutes, and some ten megabytes at most. */
  ResultsModel() {
    this(60, 50_000, 5_000);
  }

  /**
   * An empty model.
   *
   * @param maxGroups further groups of a window are left out
   */
  ResultsModel(int maxWindows, int maxRows, int maxGroups) {
    this.maxWindows = maxWindows;
    this.maxRows = maxRows;
    this.maxGroups = maxGroups;
  }

  /** Takes in a row, unless a later revision of it is here or its window is too old. */
  synchronized void put(ResultRow row) {
    Window window = new Window(row.windowStart(), row.windowEnd());
    if (windows.size() >= maxWindows && OLDEST_FIRST.compare(window, windows.firstKey()) < 0) {
      return;
    }
    Map<String, Entry> groups = windows.computeIfAbsent(window, w -> new HashMap<>());
    Entry before = groups.get(row.group());
    if (before != null && before.row.revision() > row.revision()) {
      return;
    }
    if (before == null && groups.size() >= maxGroups && !row.group().equals(ALL)) {
      return;
    }
    groups.put(row.group(), new Entry(row, ++version));
    rows += before == null ? 1 : 0;
    newest.merge(row.group(), row, (a, b) -> a.windowEnd().isAfter(b.windowEnd()) ? a : b);
    while (windows.size() > maxWindows || (rows > maxRows && windows.size() > 1)) {
      dropOldest();
    }
  }

  private void dropOldest() {
    Map<String, Entry> groups = windows.pollFirstEntry().getValue();
    rows -= groups.size();
    for (Entry entry : groups.values()) {
      newest.remove(entry.row.group(), entry.row);
    }
  }

  /** The number of the latest change. */
  synchronized long version() {
    return version;
  }

  /** Rows of a group, by window, the oldest first; only those that changed after a version. */
  synchronized List<ResultRow> rows(String group, long afterVersion) {
    List<ResultRow> found = new ArrayList<>();
    for (Map<String, Entry> groups : windows.values()) {
      Entry entry = groups.get(group);
      if (entry != null && entry.version > afterVersion) {
        found.add(entry.row);
      }
    }
    return found;
  }

  /** The newest row of each of the largest groups, the total first. */
  synchronized List<ResultRow> top(int limit) {
    return find("", limit);
  }

  /** As {@link #top}, of the groups whose name contains a text in any case. */
  synchronized List<ResultRow> find(String text, int limit) {
    String wanted = text.toLowerCase(Locale.ROOT);
    return newest.values().stream()
        .filter(row -> row.group().toLowerCase(Locale.ROOT).contains(wanted))
        .sorted(TOP_FIRST)
        .limit(limit)
        .collect(Collectors.toList());
  }

  /** How many groups there are. */
  synchronized int groups() {
    return newest.size();
  }

  /** How many windows there are. */
  synchronized int windows() {
    return windows.size();
  }

  /** How many rows there are. */
  synchronized int rows() {
    return rows;
  }

  /** End of the oldest window that is still here. */
  synchronized Optional<Instant> oldestEnd() {
    return windows.isEmpty() ? Optional.empty() : Optional.of(windows.firstKey().end);
  }

  /** End of the newest window that a watermark has passed. */
  synchronized Optional<Instant> newestClosedEnd() {
    Iterator<Map.Entry<Window, Map<String, Entry>>> newestFirst =
        windows.descendingMap().entrySet().iterator();
    while (newestFirst.hasNext()) {
      Map.Entry<Window, Map<String, Entry>> window = newestFirst.next();
      if (window.getValue().values().stream()
          .anyMatch(entry -> entry.row.pane() != ResultRow.Pane.EARLY)) {
        return Optional.of(window.getKey().end);
      }
    }
    return Optional.empty();
  }

  private static final class Window {
    private final Instant start;
    private final Instant end;

    Window(Instant start, Instant end) {
      this.start = start;
      this.end = end;
    }
  }

  private static final class Entry {
    private final ResultRow row;
    private final long version;

    Entry(ResultRow row, long version) {
      this.row = row;
      this.version = version;
    }
  }
}
