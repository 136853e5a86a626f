package dev.sliderule.pipeline.read;

import org.joda.time.Instant;

/**
 * What must not be forgotten about a partition when a runner closes its reader and opens another
 * one in the same process: since when it is read, and when the last record came.
 */
final class PartitionActivity {
  private final Instant since;
  private volatile Instant lastRecord;
  private volatile boolean opened;

  PartitionActivity(Instant now) {
    this.since = now;
    this.lastRecord = now;
  }

  /** When reading began. */
  Instant since() {
    return since;
  }

  /** When the last record came; if none did, when reading began. */
  Instant lastRecord() {
    return lastRecord;
  }

  void recordAt(Instant now) {
    lastRecord = now;
  }

  /** Notes that a reader knows its position; whether it is the first one. */
  boolean open() {
    boolean first = !opened;
    opened = true;
    return first;
  }
}
