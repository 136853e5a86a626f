package dev.sliderule.pipeline.windows;

import dev.sliderule.pipeline.count.UniqueCounter;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.CoderUtils;
import org.joda.time.Instant;

/** A shard and its state, as a runner keeps it from batch to batch. */
final class KeptShard {
  private final SlidingWindowSpec windows;
  private final UniqueCounter counter;
  private final Instant closedBefore;
  private Progress progress;
  private OpenSlices.News news = new OpenSlices.News();
  private OpenSlices slices = new OpenSlices();

  KeptShard(
      SlidingWindowSpec windows,
      UniqueCounter counter,
      Instant closedBefore,
      Map<Integer, Long> starts) {
    this.windows = windows;
    this.counter = counter;
    this.closedBefore = closedBefore;
    this.progress = Progress.from(starts);
  }

  void take(Iterable<ShardBlock> blocks, Shard.Receiver receiver) {
    Shard shard = new Shard(windows, counter, closedBefore, true, progress, news, () -> slices);
    shard.take(blocks, receiver);
    if (shard.changedSlices() != null) {
      slices = shard.changedSlices();
    }
  }

  /** Puts the state through its coders. */
  void writeAndRead() {
    progress = writtenAndRead(Progress.ProgressCoder.of(), progress);
    news = writtenAndRead(OpenSlices.NewsCoder.of(), news);
    slices = writtenAndRead(OpenSlices.SlicesCoder.of(), slices);
  }

  Instant watermark() {
    return progress.watermark();
  }

  OpenSlices.News news() {
    return news;
  }

  OpenSlices slices() {
    return slices;
  }

  static <T> T writtenAndRead(Coder<T> coder, T value) {
    try {
      return CoderUtils.clone(coder, value);
    } catch (CoderException e) {
      throw new AssertionError(e);
    }
  }
}
