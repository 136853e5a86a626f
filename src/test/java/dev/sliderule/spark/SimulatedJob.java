package dev.sliderule.spark;

import java.util.Random;
import org.joda.time.Duration;

/**
 * A job in batches, each of which reads what there is, up to some number of records, and takes the
 * longer the more that is. It does 1,000 records a second at most.
 */
final class SimulatedJob {
  private static final double STEP = 0.1;
  private static final double CAPACITY = 1_000;

  private final SimulatedLoad load;
  private final double batchSeconds;
  private final double pause;
  private final Random random;
  private double seconds;
  private double come;
  private double read;
  private double largestBatch;
  private double batchEnds;

  /**
   * A job.
   *
   * @param batchSeconds how long the largest batch takes, and no batch takes less than a fifth of
   * @param pause seconds between two looks
   */
  SimulatedJob(SimulatedLoad load, double batchSeconds, double pause, Random random) {
    this.load = load;
    this.batchSeconds = batchSeconds;
    this.pause = pause;
    this.random = random;
    this.come = CAPACITY * load.before();
  }

  double seconds() {
    return seconds;
  }

  /** Lets time go on to the next look, and takes it. */
  void look(BacklogTrend trend) {
    double next = seconds + pause;
    while (seconds < next) {
      double noise = 0.7 + 0.6 * random.nextDouble();
      come += STEP * CAPACITY * load.rateAt(seconds) * noise;
      if (seconds >= batchEnds) {
        double batch = Math.min(come - read, batchSeconds * CAPACITY);
        read += batch;
        largestBatch = Math.max(largestBatch, batch);
        // Now and then one takes half as long again; on average none does.
        double length = batch / CAPACITY * (0.95 + (random.nextInt(10) == 0 ? 0.5 : 0));
        batchEnds = seconds + Math.max(batchSeconds / 5, length);
      }
      seconds += STEP;
    }
    trend.add(
        Duration.millis(Math.round(seconds * 1_000)),
        Math.round(come - read),
        Math.round(read),
        Math.round(largestBatch));
    largestBatch = 0;
  }
}
