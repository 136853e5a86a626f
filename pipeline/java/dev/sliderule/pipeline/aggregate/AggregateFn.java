package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.event.Event;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.transforms.Combine.CombineFn;

/**
 * Combines events, or aggregates of events, into one aggregate. Only accumulators that it has made
 * itself are ever changed: what comes in may sit in several windows at once.
 *
 * @param <InputT> what is combined
 */
abstract class AggregateFn<InputT> extends CombineFn<InputT, Aggregate, Aggregate> {
  private static final long serialVersionUID = 1L;

  private final UniqueCounter counter;

  private AggregateFn(UniqueCounter counter) {
    this.counter = counter;
  }

  /** Aggregates events. */
  static AggregateFn<Event> ofEvents(UniqueCounter counter) {
    return new OfEvents(counter);
  }

  /** Aggregates aggregates. */
  static AggregateFn<Aggregate> ofAggregates(UniqueCounter counter) {
    return new OfAggregates(counter);
  }

  @Override
  public Aggregate createAccumulator() {
    return new Aggregate(counter.newSketch());
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
  public Coder<Aggregate> getAccumulatorCoder(CoderRegistry registry, Coder<InputT> inputCoder) {
    return AggregateCoder.of(counter);
  }

  @Override
  public Coder<Aggregate> getDefaultOutputCoder(CoderRegistry registry, Coder<InputT> inputCoder) {
    return AggregateCoder.of(counter);
  }

  private static final class OfEvents extends AggregateFn<Event> {
    private static final long serialVersionUID = 1L;

    OfEvents(UniqueCounter counter) {
      super(counter);
    }

    @Override
    public Aggregate addInput(Aggregate accumulator, Event event) {
      accumulator.add(event);
      return accumulator;
    }
  }

  private static final class OfAggregates extends AggregateFn<Aggregate> {
    private static final long serialVersionUID = 1L;

    OfAggregates(UniqueCounter counter) {
      super(counter);
    }

    @Override
    public Aggregate addInput(Aggregate accumulator, Aggregate aggregate) {
      accumulator.merge(aggregate);
      return accumulator;
    }
  }
}
