package dev.sliderule.pipeline.resume;

import dev.sliderule.pipeline.window.SlidingWindowSpec;
import java.util.HashMap;
import java.util.Map;
import org.joda.time.Instant;

/** Follows a running job and knows where the next one would have to start. Not thread-safe. */
public final class ResumeTracker {
  private final SlidingWindowSpec windows;
  private final ResumePoint start;
  private final Map<Integer, OffsetsByEventTime> offsets = new HashMap<>();
  private final Map<Integer, Long> processed = new HashMap<>();

  /**
   * Follows a job from its start.
   *
   * @param start where it starts, with an offset for each partition
   */
  public ResumeTracker(SlidingWindowSpec windows, ResumePoint start) {
    this.windows = windows;
    this.start = start;
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
    processed.merge(partition, nextOffset, Math::max);
  }

  /**
   * Where to go on, given a watermark.
   *
   * @param watermark by which windows are closed and their rows written; never earlier than before
   */
  public ResumePoint at(Instant watermark) {
    Instant closed = watermark.isBefore(start.watermark()) ? start.watermark() : watermark;
    Instant oldestOpen = windows.startOfOldestOpenWindow(closed);
    Map<Integer, Long> starts = new HashMap<>();
    offsets.forEach((p, known) -> starts.put(p, known.offsetFor(oldestOpen)));
    return ResumePoint.of(start.run(), closed, starts, processed);
  }
}
