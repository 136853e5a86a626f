package dev.sliderule.pipeline.read;

import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.event.MalformedRecord;
import dev.sliderule.pipeline.event.MalformedRecordCoder;
import dev.sliderule.pipeline.windows.ShardBlock;
import dev.sliderule.pipeline.windows.ShardBlockCoder;
import dev.sliderule.pipeline.windows.SlidingWindowSpec;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Reads a Kafka topic of JSON objects in blocks.
 *
 * <p>Output: {@link #BY_SHARD}, of every block one part for each shard, and {@link #MALFORMED},
 * every record that is no event.
 */
public final class ReadBlocks extends PTransform<PBegin, PCollectionTuple> {
  private static final long serialVersionUID = 1L;

  /** Spans and sums of blocks. */
  public static final TupleTag<KV<Integer, ShardBlock>> BY_SHARD =
      new TupleTag<KV<Integer, ShardBlock>>() {};

  /** The records that cannot be counted. */
  public static final TupleTag<MalformedRecord> MALFORMED = new TupleTag<MalformedRecord>() {};

  private final ReadSettings settings;
  private final SlidingWindowSpec windows;
  private final UniqueCounter counter;
  private final int shards;

  private ReadBlocks(
      ReadSettings settings, SlidingWindowSpec windows, UniqueCounter counter, int shards) {
    this.settings = settings;
    this.windows = windows;
    this.counter = counter;
    this.shards = shards;
  }

  /**
   * Reads for some windows.
   *
   * @param settings with a start
   * @param shards how many the groups are spread over, at least 1: as many as there are cores, as
   *     they are counted side by side and each has a cost of its own
   */
  public static ReadBlocks of(
      ReadSettings settings, SlidingWindowSpec windows, UniqueCounter counter, int shards) {
    return new ReadBlocks(settings, windows, counter, shards);
  }

  @Override
  public PCollectionTuple expand(PBegin begin) {
    PCollection<Block> blocks =
        begin.apply("ReadKafka", Read.from(BlockSource.of(settings, windows, counter, shards)));
    return PCollectionTuple.of(
            BY_SHARD,
            blocks
                .apply("ToShards", ParDo.of(new ToShardsFn(shards)))
                .setCoder(KvCoder.of(VarIntCoder.of(), ShardBlockCoder.of())))
        .and(
            MALFORMED,
            blocks
                .apply("TakeMalformed", ParDo.of(new TakeMalformedFn()))
                .setCoder(MalformedRecordCoder.of()));
  }
}
