package dev.sliderule.pipeline.windows;

import dev.sliderule.pipeline.count.UniqueCounter;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.transforms.Combine.CombineFn;

/**
 * Merges aggregates. Only accumulators that it has made itself are ever changed: what comes in may
 * sit in several windows at once.
 */
final class MergeAggregatesFn extends CombineFn<Aggregate, Aggregate, Aggregate> {
  private static final long serialVersionUID = 1L;

  private final UniqueCounter counter;

  MergeAggregatesFn(UniqueCounter counter) {
    this.counter = counter;
  }

  @Override
  public Aggregate createAccumulator() {
    return new Aggregate(counter.newSketch());
  }

  @Override
  public Aggregate addInput(Aggregate accumulator, Aggregate aggregate) {
    accumulator.merge(aggregate);
    return accumulator;
  }

  @Override
  public Aggregate mergeAccumulators(Iterable<Aggregate> accumulators) {
    Aggregate merged = createAccumulator();
    accumulators.forEach(merged::merge);
    return merged;
  }

  /** A copy: the accumulator may stay in the state of its window and take late records. */
  @Override
  public Aggregate extractOutput(Aggregate accumulator) {
    return accumulator.copy();
  }

  @Override
  public Coder<Aggregate> getAccumulatorCoder(CoderRegistry registry, Coder<Aggregate> inputCoder) {
    return AggregateCoder.of(counter);
  }

  @Override
  public Coder<Aggregate> getDefaultOutputCoder(
      CoderRegistry registry, Coder<Aggregate> inputCoder) {
    return AggregateCoder.of(counter);
  }
}
