package dev.sliderule.pipeline.windows;

import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.resume.ResumePoint;
import dev.sliderule.pipeline.write.ShardRows;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;

/**
 * Counts events, different unique keys and amounts in sliding windows, for every group.
 *
 * <p>Input: of every block one part for each shard. Output: a row for each group of a window when
 * it is due, and once more, if asked for, when the window has closed. Windows without an event have
 * no row. The final rows equal what Beam's {@code SlidingWindows} with its {@code
 * ApproximateUnique} give for the same events, but each event is aggregated once, in its slice,
 * however many windows it is in.
 *
 * <p>When a window is due is decided by {@link Shard}, by the watermark that comes with the blocks.
 * So everything is in the global window here, and goes on at once.
 */
public final class CountWindows
    extends PTransform<PCollection<KV<Integer, ShardBlock>>, PCollection<ShardRows>> {
  private static final long serialVersionUID = 1L;

  private final SlidingWindowSpec windows;
  private final UniqueCounter counter;
  private final ResumePoint start;
  private final int shards;
  private final boolean withFinalRows;

  private CountWindows(
      SlidingWindowSpec windows,
      UniqueCounter counter,
      ResumePoint start,
      int shards,
      boolean withFinalRows) {
    this.windows = windows;
    this.counter = counter;
    this.start = start;
    this.shards = shards;
    this.withFinalRows = withFinalRows;
  }

  /**
   * Counts from a point on. Rows of windows that were closed there are left out, and the revisions
   * of the others are higher than those of earlier jobs.
   *
   * @param start has a position for each partition
   * @param shards number of shards, at least 1
   * @param withFinalRows whether the rows of a window are there once more when it has closed
   */
  public static CountWindows of(
      SlidingWindowSpec windows,
      UniqueCounter counter,
      ResumePoint start,
      int shards,
      boolean withFinalRows) {
    return new CountWindows(windows, counter, start, shards, withFinalRows);
  }

  @Override
  public PCollection<ShardRows> expand(PCollection<KV<Integer, ShardBlock>> blocks) {
    return blocks
        .apply("AtOnce", atOnce())
        .apply("ByShard", GroupByKey.create())
        .apply(
            "CountWindows",
            ParDo.of(new CountWindowsFn(windows, counter, start, shards, withFinalRows)))
        .setCoder(ShardRows.ShardRowsCoder.of());
  }

  /** Lets a grouping hand on what a bundle has for a key, without waiting for more. */
  private static <T> Window<T> atOnce() {
    return Window.<T>into(new GlobalWindows())
        .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
        .withAllowedLateness(Duration.ZERO)
        .discardingFiredPanes();
  }
}
