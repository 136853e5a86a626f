package dev.sliderule.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Reads the rows of a run and checks each against an exact count of the events. Of several rows for
 * the same window and group the last one counts. Windows after the last event are left out.
 */
final class RowCheck {
  private static final JsonFactory JSON = new JsonFactory();

  /** In arrays of groups the total comes first. */
  private static final int ALL = 0;

  private final Events events;
  private final WindowLength windows;
  private final GroupField groups;
  private final long firstStart;
  private final List<WindowRows> rows = new ArrayList<>();
  private final Accuracy accuracy = new Accuracy();
  private long lastArrival;

  RowCheck(Events events, WindowLength windows, GroupField groups) {
    this.events = events;
    this.windows = windows;
    this.groups = groups;
    this.firstStart = windows.firstStart(events.time(0));
    int number = windows.windows(events.time(0), events.lastTime());
    for (int i = 0; i < number; i++) {
      rows.add(new WindowRows(groups.groups() + 1));
    }
  }

  /** Reads all rows that the results topic of a run has now. */
  static RowCheck of(Run run) {
    RowCheck check = new RowCheck(run.topic().events(), run.windows(), run.groups());
    ResultsTopic.read(
        run.bootstrapServers(), run.results(), row -> check.take(row.value(), row.timestamp()));
    return check;
  }

  /** Compares the rows that were taken; to be called once, after the last one. */
  Accuracy compare() {
    compareAll();
    return accuracy;
  }

  /** When the last row came to the broker, in epoch milliseconds; 0 if none did. */
  long lastArrival() {
    return lastArrival;
  }

  /** Takes a row, which came at a time in epoch milliseconds. */
  void take(byte[] json, long arrival) {
    try {
      if (take(json)) {
        lastArrival = Math.max(lastArrival, arrival);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes a row; returns whether it is one of the windows that count. */
  private boolean take(byte[] json) throws IOException {
    long start = Long.MIN_VALUE;
    int group = -1;
    int records = 0;
    int unique = 0;
    long cents = 0;
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.getCurrentName();
        parser.nextToken();
        switch (field) {
          case "windowStart":
            start = Instant.parse(parser.getText()).toEpochMilli();
            break;
          case "group":
            group = group(parser.getText());
            break;
          case "records":
            records = parser.getIntValue();
            break;
          case "unique":
            unique = parser.getIntValue();
            break;
          case "amountSum":
            cents = parser.getDecimalValue().movePointRight(2).longValueExact();
            break;
          default:
            break;
        }
      }
    }
    if (start > events.lastTime()) {
      return false;
    }
    long window = Math.floorDiv(start - firstStart, windows.periodMillis());
    if (window < 0 || group < 0 || (start - firstStart) % windows.periodMillis() != 0) {
      accuracy.unexpected();
    } else {
      rows.get((int) window).set(group, records, cents, unique);
    }
    return true;
  }

  private int group(String name) {
    if (name.equals("all")) {
      return ALL;
    }
    String prefix = groups.groupPrefix();
    if (!name.startsWith(prefix)) {
      return -1;
    }
    int number = Integer.parseInt(name.substring(prefix.length()));
    return number < groups.groups() ? number + 1 : -1;
  }

  private void compareAll() {
    int from = 0;
    int to = 0;
    for (int i = 0; i < rows.size(); i++) {
      long start = firstStart + i * windows.periodMillis();
      while (from < events.number() && events.time(from) < start) {
        from++;
      }
      while (to < events.number() && events.time(to) < start + windows.sizeMillis()) {
        to++;
      }
      count(from, to).compare(rows.get(i), accuracy);
    }
  }

  /** Counts the events from one number to the other, exactly. */
  private WindowRows count(int from, int to) {
    WindowRows counts = new WindowRows(groups.groups() + 1);
    BitSet customers = new BitSet(Events.CUSTOMERS);
    long[] keys = new long[to - from];
    for (int event = from; event < to; event++) {
      int customer = events.customer(event);
      int group = events.group(groups, event) + 1;
      customers.set(customer);
      keys[event - from] = (long) group * Events.CUSTOMERS + customer;
      counts.add(ALL, events.cents(event));
      counts.add(group, events.cents(event));
    }
    Arrays.sort(keys);
    for (int i = 0; i < keys.length; i++) {
      if (i == 0 || keys[i] != keys[i - 1]) {
        counts.addUnique((int) (keys[i] / Events.CUSTOMERS), 1);
      }
    }
    counts.addUnique(ALL, customers.cardinality());
    return counts;
  }

  /** The rows of a window by group; a group without records has none. */
  private static final class WindowRows {
    private final int[] records;
    private final int[] unique;
    private final long[] cents;

    WindowRows(int groups) {
      records = new int[groups];
      unique = new int[groups];
      cents = new long[groups];
    }

    void set(int group, int newRecords, long newCents, int newUnique) {
      records[group] = newRecords;
      cents[group] = newCents;
      unique[group] = newUnique;
    }

    void add(int group, long amount) {
      records[group]++;
      cents[group] += amount;
    }

    void addUnique(int group, int more) {
      unique[group] += more;
    }

    /** Compares these, which are exact, with those of a run. */
    void compare(WindowRows run, Accuracy accuracy) {
      for (int group = 0; group < records.length; group++) {
        if (records[group] == 0) {
          if (run.records[group] > 0) {
            accuracy.unexpected();
          }
        } else if (run.records[group] == 0) {
          accuracy.missing();
        } else {
          accuracy.found(
              run.records[group] == records[group] && run.cents[group] == cents[group],
              unique[group],
              run.unique[group]);
        }
      }
    }
  }
}
