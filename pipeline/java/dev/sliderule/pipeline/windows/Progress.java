package dev.sliderule.pipeline.windows;

import dev.sliderule.common.JobFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.InstantCoder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.VarInt;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Up to where a shard has each partition complete: the position up to which spans join without a
 * gap, and the watermark there. A span that arrives before its predecessor waits for it. A block
 * that is read twice has spans that overlap, one that is lost leaves a gap; both end the job. Spans
 * of no records may come any number of times.
 */
final class Progress {
  /** For how long, by the clocks of readers, a gap may be there: bundles overtake each other. */
  private static final Duration GAP_TIMEOUT = Duration.standardMinutes(1);

  private final Map<Integer, Partition> partitions = new TreeMap<>();

  private Progress() {}

  /**
   * The progress of a job that has read nothing.
   *
   * @param starts by partition, the position where reading starts; all partitions are in it
   */
  static Progress from(Map<Integer, Long> starts) {
    Progress progress = new Progress();
    starts.forEach((number, start) -> progress.partitions.put(number, new Partition(start)));
    return progress;
  }

  /** The lowest watermark of all partitions; the minimum as long as one has not been heard of. */
  Instant watermark() {
    return partitions.values().stream()
        .map(partition -> partition.watermark)
        .min(Instant::compareTo)
        .orElse(BoundedWindow.TIMESTAMP_MAX_VALUE);
  }

  /**
   * Takes the spans of a block that was read at a time.
   *
   * @throws JobFailedException if one overlaps with what was there before, or is of no partition
   *     that the job has
   */
  void join(Iterable<Span> spans, Instant readAt) {
    for (Span span : spans) {
      Partition partition = partitions.get(span.partition());
      if (partition == null) {
        throw new JobFailedException(
            String.format(
                Locale.ROOT,
                "records of partition %d have come, but there were only %d partitions when the job"
                    + " started; run it again",
                span.partition(),
                partitions.size()));
      }
      partition.take(span, readAt);
    }
  }

  /**
   * Checks, after the blocks that came together, that there is no gap from more than a minute ago.
   *
   * @throws JobFailedException if there is one: the block that belongs there is lost
   */
  void requireNoOldGap(Instant readAt) {
    partitions.forEach((number, partition) -> partition.checkGap(number, readAt));
  }

  /** Hands out the last joined span of each partition that was heard of. */
  void forEachReached(Consumer<Span> action) {
    partitions.forEach(
        (number, partition) -> {
          if (partition.watermark.isAfter(BoundedWindow.TIMESTAMP_MIN_VALUE)
              || partition.position > partition.start) {
            action.accept(partition.reached(number));
          }
        });
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static final class Partition {
    private final long start;
    private long position;
    private Instant watermark = BoundedWindow.TIMESTAMP_MIN_VALUE;
    private Instant maxEventTime = BoundedWindow.TIMESTAMP_MIN_VALUE;

    /** Spans after one that is missing. */
    private final List<Span> waiting = new ArrayList<>();

    private Instant waitingSince = BoundedWindow.TIMESTAMP_MAX_VALUE;

    Partition(long start) {
      this.start = start;
      this.position = start;
    }

    void take(Span span, Instant readAt) {
      if (span.from() > position) {
        if (waiting.isEmpty()) {
          waitingSince = readAt;
        }
        waiting.forEach(other -> requireApart(other, span));
        waiting.add(span);
        return;
      }
      join(span);
      while (joinWaiting()) {
        waitingSince = readAt;
      }
    }

    /** Two copies of a block may both come before their predecessor. */
    private static void requireApart(Span one, Span other) {
      long from = Math.max(one.from(), other.from());
      long to = Math.min(one.to(), other.to());
      if (from < to) {
        throw readTwice(other.partition(), from, to);
      }
    }

    private static JobFailedException readTwice(int partition, long from, long to) {
      return new JobFailedException(
          String.format(
              Locale.ROOT,
              "records %d to %d of partition %d have come twice (the runner has read them again);"
                  + " the rows would be wrong, so the job ends: give it more memory, and run it"
                  + " again",
              from,
              to - 1,
              partition));
    }

    private boolean joinWaiting() {
      for (Span span : waiting) {
        if (span.from() <= position) {
          waiting.remove(span);
          join(span);
          return true;
        }
      }
      return false;
    }

    private void join(Span span) {
      if (span.from() < position && !span.isEmpty()) {
        throw readTwice(span.partition(), span.from(), Math.min(position, span.to()));
      }
      position = Math.max(position, span.to());
      watermark = later(watermark, span.watermark());
      maxEventTime = later(maxEventTime, span.maxEventTime());
    }

    void checkGap(int number, Instant now) {
      if (!waiting.isEmpty() && now.minus(GAP_TIMEOUT).isAfter(waitingSince)) {
        throw new JobFailedException(
            String.format(
                Locale.ROOT,
                "records %d to %d of partition %d have been read but are lost (the runner could not"
                    + " keep them); the rows would be wrong, so the job ends: give it more memory,"
                    + " and run it again",
                position,
                waiting.stream().mapToLong(Span::from).min().orElseThrow() - 1,
                number));
      }
    }

    Span reached(int number) {
      return Span.builder()
          .setPartition(number)
          .setFrom(position)
          .setTo(position)
          .setWatermark(watermark)
          .setMaxEventTime(maxEventTime)
          .setRecords(0)
          .setMalformed(0)
          .setReread(0)
          .build();
    }
  }

  /** Binary form. */
  static final class ProgressCoder extends AtomicCoder<Progress> {
    private static final long serialVersionUID = 1L;
    private static final ProgressCoder INSTANCE = new ProgressCoder();
    private static final InstantCoder TIME = InstantCoder.of();

    private ProgressCoder() {}

    static ProgressCoder of() {
      return INSTANCE;
    }

    /** Beam compares coders that it has sent to a worker and back. */
    private Object readResolve() {
      return INSTANCE;
    }

    @Override
    public void encode(Progress progress, OutputStream out) throws IOException {
      VarInt.encode(progress.partitions.size(), out);
      for (Map.Entry<Integer, Partition> entry : progress.partitions.entrySet()) {
        Partition partition = entry.getValue();
        VarInt.encode(entry.getKey(), out);
        VarInt.encode(partition.start, out);
        VarInt.encode(partition.position, out);
        TIME.encode(partition.watermark, out);
        TIME.encode(partition.maxEventTime, out);
        TIME.encode(partition.waitingSince, out);
        VarInt.encode(partition.waiting.size(), out);
        for (Span span : partition.waiting) {
          SpanCoder.of().encode(span, out);
        }
      }
    }

    @Override
    public Progress decode(InputStream in) throws IOException {
      Progress progress = new Progress();
      for (int left = VarInt.decodeInt(in); left > 0; left--) {
        int number = VarInt.decodeInt(in);
        Partition partition = new Partition(VarInt.decodeLong(in));
        progress.partitions.put(number, partition);
        partition.position = VarInt.decodeLong(in);
        partition.watermark = TIME.decode(in);
        partition.maxEventTime = TIME.decode(in);
        partition.waitingSince = TIME.decode(in);
        for (int spans = VarInt.decodeInt(in); spans > 0; spans--) {
          partition.waiting.add(SpanCoder.of().decode(in));
        }
      }
      return progress;
    }
  }
}
