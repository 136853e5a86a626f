package dev.sliderule.pipeline.windows;

import org.joda.time.Instant;

/** Sums of the groups of one shard in one slice. */
public final class SliceSums {
  private final Instant sliceEnd;
  private final GroupAggregates groups;
  private final boolean isReread;

  SliceSums(Instant sliceEnd, GroupAggregates groups, boolean isReread) {
    this.sliceEnd = sliceEnd;
    this.groups = groups;
    this.isReread = isReread;
  }

  /** The last millisecond of the slice. */
  Instant sliceEnd() {
    return sliceEnd;
  }

  GroupAggregates groups() {
    return groups;
  }

  /** Whether the records had been dealt with by an earlier job. */
  boolean isReread() {
    return isReread;
  }
}
