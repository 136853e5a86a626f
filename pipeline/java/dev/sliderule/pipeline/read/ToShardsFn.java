package dev.sliderule.pipeline.read;

import dev.sliderule.pipeline.windows.ShardBlock;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** Gives every shard its part of each block. */
final class ToShardsFn extends DoFn<Block, KV<Integer, ShardBlock>> {
  private static final long serialVersionUID = 1L;

  private final int shards;

  ToShardsFn(int shards) {
    this.shards = shards;
  }

  @ProcessElement
  public void processElement(@Element Block block, OutputReceiver<KV<Integer, ShardBlock>> out) {
    for (int shard = 0; shard < shards; shard++) {
      out.output(KV.of(shard, block.of(shard)));
    }
  }
}
