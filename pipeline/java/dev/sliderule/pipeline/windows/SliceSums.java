package dev.sliderule.pipeline.windows;

import org.joda.time.Instant;

/** Sums of the groups of one shard in one slice. */
public final class SliceSums {
  private final Instant sliceEnd;
  private final GroupAggregates groups;

  SliceSums(Instant sliceEnd, GroupAggregates groups) {
    this.sliceEnd = sliceEnd;
    this.groups = groups;
  }

  /** The last millisecond of the slice. */
  Instant sliceEnd() {
    return sliceEnd;
  }

  GroupAggregates groups() {
    return groups;
  }
}
