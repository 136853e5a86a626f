package dev.sliderule.testing;

import dev.sliderule.pipeline.write.ResultKey;
import dev.sliderule.pipeline.write.ResultRow;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Exact sliding windows, computed the plain way: every window in turn looks at every event. */
public final class WindowOracle {
  private final long size;
  private final long period;
  private final long offset;
  private final long lateness;

  public WindowOracle(Duration size, Duration period) {
    this(size, period, Duration.ZERO, Duration.ZERO);
  }

  public WindowOracle(Duration size, Duration period, Duration offset, Duration lateness) {
    this.size = size.getMillis();
    this.period = period.getMillis();
    this.offset = offset.getMillis();
    this.lateness = lateness.getMillis();
  }

  /** One event as the test wrote it. */
  public static final class Input {
    final long time;
    final String key;
    final BigDecimal amount;
    final Long sequence;
    final List<String> groups;

    /** The watermark when the event arrived. */
    final long watermark;

    public Input(long time, String key, String amount, Long sequence, List<String> groups) {
      this(time, key, amount, sequence, groups, Long.MIN_VALUE);
    }

    public Input(
        long time, String key, String amount, Long sequence, List<String> groups, long watermark) {
      this.watermark = watermark;
      this.time = time;
      this.key = key;
      this.amount = amount == null ? null : new BigDecimal(amount);
      this.sequence = sequence;
      this.groups = groups;
    }
  }

  /** What the windows must say, as text, by window and group. */
  public Map<ResultKey, String> rows(Collection<Input> inputs) {
    Map<ResultKey, String> rows = new TreeMap<>();
    if (inputs.isEmpty()) {
      return rows;
    }
    long first = inputs.stream().mapToLong(i -> i.time).min().getAsLong();
    long last = inputs.stream().mapToLong(i -> i.time).max().getAsLong();
    Set<String> groups = new HashSet<>();
    inputs.forEach(input -> groups.addAll(input.groups));
    for (long start = firstStart(first); start <= last; start += period) {
      for (String group : groups) {
        String row = row(inputs, start, group);
        if (row != null) {
          rows.put(
              ResultKey.of(Instant.ofEpochMilli(start), Instant.ofEpochMilli(start + size), group),
              row);
        }
      }
    }
    return rows;
  }

  /** The start of a window that is over before {@code time}, so that none is missed. */
  private long firstStart(long time) {
    return Math.floorDiv(time - size - offset, period) * period + offset;
  }

  private boolean isIn(Input input, long start) {
    boolean closed = start + size - 1 + lateness < input.watermark;
    return input.time >= start && input.time < start + size && !closed;
  }

  /** How many inputs are in no window at all. */
  public long late(Collection<Input> inputs) {
    return inputs.stream().filter(input -> windows(input, true) == 0).count();
  }

  /** How many inputs are in some of their windows, but not in all. */
  public long partlyLate(Collection<Input> inputs) {
    return inputs.stream()
        .filter(input -> windows(input, true) > 0)
        .filter(input -> windows(input, true) < windows(input, false))
        .count();
  }

  private long windows(Input input, boolean open) {
    long windows = 0;
    for (long start = firstStart(input.time); start <= input.time; start += period) {
      boolean covers = input.time < start + size;
      windows += covers && (!open || isIn(input, start)) ? 1 : 0;
    }
    return windows;
  }

  private String row(Collection<Input> inputs, long start, String group) {
    long records = 0;
    long keyless = 0;
    long amountless = 0;
    Set<String> keys = new HashSet<>();
    BigDecimal sum = BigDecimal.ZERO;
    Long min = null;
    Long max = null;
    for (Input input : inputs) {
      if (!isIn(input, start) || !input.groups.contains(group)) {
        continue;
      }
      records++;
      if (input.key == null) {
        keyless++;
      } else {
        keys.add(input.key);
      }
      if (input.amount == null) {
        amountless++;
      } else {
        sum = sum.add(input.amount);
      }
      if (input.sequence != null) {
        min = min == null ? input.sequence : Long.valueOf(Math.min(min, input.sequence));
        max = max == null ? input.sequence : Long.valueOf(Math.max(max, input.sequence));
      }
    }
    return records == 0 ? null : format(records, keys.size(), keyless, amountless, sum, min, max);
  }

  /** A row in the oracle's words. */
  public static String describe(ResultRow row) {
    return format(
        row.records(),
        row.unique(),
        row.uniqueMissing(),
        row.amountMissing(),
        row.amountSum(),
        row.sequenceMin(),
        row.sequenceMax());
  }

  /** The last row of each window and group, in the oracle's words. */
  public static Map<ResultKey, String> finalRows(Iterable<ResultRow> rows) {
    Map<ResultKey, ResultRow> last = new TreeMap<>();
    for (ResultRow row : rows) {
      last.merge(row.key(), row, (a, b) -> a.revision() > b.revision() ? a : b);
    }
    Map<ResultKey, String> described = new TreeMap<>();
    last.forEach((key, row) -> described.put(key, describe(row)));
    return described;
  }

  static String format(
      long records,
      long unique,
      long keyless,
      long amountless,
      BigDecimal sum,
      Long min,
      Long max) {
    return String.format(
        "records %d unique %d keyless %d amountless %d sum %s sequence %s-%s",
        records, unique, keyless, amountless, sum.stripTrailingZeros().toPlainString(), min, max);
  }
}
