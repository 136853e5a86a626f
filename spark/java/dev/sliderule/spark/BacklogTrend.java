package dev.sliderule.spark;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.joda.time.Duration;

/**
 * Tells whether a job falls further and further behind what comes in. For some time it does so if
 *
 * <ul>
 *   <li>the backlog has grown in each eighth of that time, from the lowest of one to the lowest of
 *       the next, by no less than a quarter of the average: a burst that is over, however large, or
 *       a batch that took long, is no trend;
 *   <li>it is still at its highest, less what a batch reads: it is not being worked off;
 *   <li>all in all it has grown by more than what {@value #BATCHES} batches read, each as large as
 *       the largest: a job that keeps up is seen in the middle of its batches, and its backlog is
 *       then no more than what the next one reads, whatever the load does;
 *   <li>it has grown by more than a tenth of what was read: a job that reads at that rate may well
 *       catch up after the peak of the day.
 * </ul>
 *
 * <p>So a load of 1.2 times what the job can do is noticed after the given time, if a batch takes
 * no more than about a fiftieth of it, and twice the load if it takes no more than a tenth. In case
 * of doubt, this says that all is well: a job that is ended by mistake costs more than one that
 * goes on.
 */
final class BacklogTrend {
  private static final int PARTS = 8;

  /** The backlog must grow by more records than so many batches of the largest size have. */
  private static final int BATCHES = 3;

  private static final double SHARE_OF_READ = 0.1;

  private static final double SHARE_OF_AVERAGE = 0.25;

  private final Duration memory;
  private final Deque<Sample> samples = new ArrayDeque<>();

  /**
   * A trend without samples.
   *
   * @param memory the longest time that can be asked for
   */
  BacklogTrend(Duration memory) {
    this.memory = memory;
  }

  /**
   * Adds a sample; times only grow.
   *
   * @param backlog records that have not been read
   * @param read records that have been read, all in all
   * @param largestBatch how many the largest batch has read since the last sample
   */
  void add(Duration time, long backlog, long read, long largestBatch) {
    samples.addLast(new Sample(time.getMillis(), backlog, read, largestBatch));
    long oldest = time.getMillis() - memory.getMillis();
    // The sample before the oldest moment tells of that moment.
    while (samples.stream().skip(1).findFirst().filter(next -> next.time <= oldest).isPresent()) {
      samples.removeFirst();
    }
  }

  /** Whether the job has fallen further and further behind for a time, up to the last sample. */
  boolean grewFor(Duration time) {
    if (samples.isEmpty()) {
      return false;
    }
    Sample last = samples.getLast();
    long begin = last.time - time.getMillis();
    if (samples.getFirst().time > begin) {
      return false;
    }
    long[] minima = new long[PARTS];
    Arrays.fill(minima, Long.MAX_VALUE);
    long highest = 0;
    long largestBatch = 0;
    long readBefore = 0;
    for (Sample sample : samples) {
      if (sample.time <= begin) {
        readBefore = sample.read;
      }
      if (sample.time >= begin) {
        int part = (int) Math.min(PARTS - 1, (sample.time - begin) * PARTS / time.getMillis());
        minima[part] = Math.min(minima[part], sample.backlog);
        highest = Math.max(highest, sample.backlog);
        largestBatch = Math.max(largestBatch, sample.largestBatch);
      }
    }
    long growth = minima[PARTS - 1] - minima[0];
    return growth > BATCHES * largestBatch
        && growth > SHARE_OF_READ * (last.read - readBefore)
        && last.backlog >= highest - largestBatch
        && growsInEachPart(minima, SHARE_OF_AVERAGE * growth / (PARTS - 1));
  }

  private static boolean growsInEachPart(long[] minima, double least) {
    for (int part = 1; part < PARTS; part++) {
      if (minima[part] == Long.MAX_VALUE || minima[part] - minima[part - 1] < least) {
        return false;
      }
    }
    return true;
  }

  private static final class Sample {
    final long time;
    final long backlog;
    final long read;
    final long largestBatch;

    Sample(long time, long backlog, long read, long largestBatch) {
      this.time = time;
      this.backlog = backlog;
      this.read = read;
      this.largestBatch = largestBatch;
    }
  }
}
