package dev.sliderule.pipeline.resume;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/**
 * Follows a running job and knows where the next one would have to start. Not thread-safe.
 *
 * <p>The end of an input, announced or reached, is the end for this job only: the topic may get
 * more records, and the next job is to count them. So the end of a partition lifts the job's
 * watermark to the end of time, but the resume point stays at the watermark that the partition had
 * by its records; windows that only the end has closed are open for the next job. A partition that
 * ended without a record that is new to this job does not count, like a silent one in a job without
 * end; otherwise each job would go back to the last record of the slowest partition for ever. Where
 * no partition has a new record, the point stays where the job began.
 */
public final class ResumeTracker {
  private final UnaryOperator<Instant> startOfOldestOpenWindow;
  private final ResumePoint start;
  private final Map<Integer, OffsetsByEventTime> offsets = new HashMap<>();
  private final Map<Integer, Long> processed = new HashMap<>();
  private final Map<Integer, Instant> ended = new HashMap<>();
  private final Set<Integer> withEvents = new HashSet<>();
  private Instant reached;

  /**
   * Follows a job from its start.
   *
   * @param startOfOldestOpenWindow gives, for a watermark, the time before which all windows are
   *     closed
   * @param start where it starts, with an offset for each partition
   */
  public ResumeTracker(UnaryOperator<Instant> startOfOldestOpenWindow, ResumePoint start) {
    this.startOfOldestOpenWindow = startOfOldestOpenWindow;
    this.start = start;
    this.reached = start.watermark();
    start.offsets().forEach((p, offset) -> offsets.put(p, new OffsetsByEventTime(offset)));
    start.offsets().forEach((p, offset) -> processed.put(p, offset));
    start.processed().forEach((p, offset) -> processed.merge(p, offset, Math::max));
  }

  /**
   * Notes how far a partition has been read, and everything read has been dealt with.
   *
   * @param nextOffset the offset after the last record read
   * @param maxEventTime the latest event time of the records before it
   */
  public void processed(int partition, long nextOffset, Instant maxEventTime) {
    offsets.get(partition).add(nextOffset, maxEventTime);
    if (maxEventTime.isAfter(BoundedWindow.TIMESTAMP_MIN_VALUE)) {
      withEvents.add(partition);
    }
    processed.merge(partition, nextOffset, Math::max);
  }

  /**
   * Notes that a partition has no more records for this job. Those that come all the same, while
   * others are still read, may be late by the end alone, so that the first watermark counts.
   *
   * @param watermark that the partition would have without the end, by its records
   */
  public void ended(int partition, Instant watermark) {
    ended.putIfAbsent(partition, watermark);
  }

  private boolean hasNew(int partition) {
    return processed.get(partition)
        > start.processed().getOrDefault(partition, start.offsets().getOrDefault(partition, 0L));
  }

  /**
   * Gives the point at which to go on.
   *
   * @param watermark by which windows are closed and their rows written; never earlier than before
   */
  public ResumePoint at(Instant watermark) {
    Instant withoutEnd =
        ended.entrySet().stream()
            .filter(end -> withEvents.contains(end.getKey()) && hasNew(end.getKey()))
            .map(Map.Entry::getValue)
            .reduce(watermark, (a, b) -> a.isBefore(b) ? a : b);
    boolean onlyAgain = !ended.isEmpty() && processed.keySet().stream().noneMatch(this::hasNew);
    if (!onlyAgain
        && withoutEnd.isBefore(BoundedWindow.TIMESTAMP_MAX_VALUE)
        && withoutEnd.isAfter(reached)) {
      reached = withoutEnd;
    }
    Instant oldestOpen = startOfOldestOpenWindow.apply(reached);
    Map<Integer, Long> starts = new HashMap<>();
    offsets.forEach((p, known) -> starts.put(p, known.offsetFor(oldestOpen)));
    return ResumePoint.of(start.run(), reached, starts, processed);
  }
}
