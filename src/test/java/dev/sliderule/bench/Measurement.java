package dev.sliderule.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/** What one run of a subject has shown. */
final class Measurement {
  private final int records;
  private final boolean finished;
  private final Duration startUp;
  private final Duration counting;
  private final Duration total;
  private final Duration cpu;
  private final long peakBytes;
  private final long stateBytes;
  private final long stateInMemoryBytes;
  private final Accuracy accuracy;

  /**
   * A measurement.
   *
   * @param finished whether it ended by itself, without an error, within the limit
   * @param startUp from the start of the process to the first record read
   * @param counting from the first record read to the last row out
   * @param total from the start of the process to its end
   * @param cpu time on cores since the first record was read
   * @param peakBytes most resident memory
   * @param stateBytes most bytes in the directory for state
   * @param stateInMemoryBytes most bytes of state in memory, by the subject's own word; 0 if it has
   *     none
   */
  Measurement(
      int records,
      boolean finished,
      Duration startUp,
      Duration counting,
      Duration total,
      Duration cpu,
      long peakBytes,
      long stateBytes,
      long stateInMemoryBytes,
      Accuracy accuracy) {
    this.records = records;
    this.finished = finished;
    this.startUp = startUp;
    this.counting = counting;
    this.total = total;
    this.cpu = cpu;
    this.peakBytes = peakBytes;
    this.stateBytes = stateBytes;
    this.stateInMemoryBytes = stateInMemoryBytes;
    this.accuracy = accuracy;
  }

  /** Whether every row came, and the right ones. */
  boolean isComplete() {
    return finished && accuracy.missingRows() == 0 && accuracy.wrongRows() == 0;
  }

  /** Records per second, from the first record read to the last row out. */
  double rate() {
    return finished && !counting.isZero() ? records * 1000.0 / counting.toMillis() : 0;
  }

  Duration startUp() {
    return startUp;
  }

  Duration total() {
    return total;
  }

  Duration cpu() {
    return cpu;
  }

  long peakBytes() {
    return peakBytes;
  }

  long stateBytes() {
    return stateBytes;
  }

  long stateInMemoryBytes() {
    return stateInMemoryBytes;
  }

  Accuracy accuracy() {
    return accuracy;
  }

  void writeTo(ObjectNode json) {
    json.put("records", records);
    json.put("finished", finished);
    json.put("recordsPerSecond", rate());
    json.put("startUpMillis", startUp.toMillis());
    json.put("countingMillis", counting.toMillis());
    json.put("totalMillis", total.toMillis());
    json.put("cpuMillis", cpu.toMillis());
    json.put("peakMemoryBytes", peakBytes);
    json.put("stateBytes", stateBytes);
    json.put("stateInMemoryBytes", stateInMemoryBytes);
    accuracy.writeTo(json);
  }
}
