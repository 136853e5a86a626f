package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import dev.sliderule.pipeline.write.ResultRow;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** {@link CountUniques} for events that are not read from Kafka. */
final class CountEvents extends PTransform<PCollection<Event>, PCollection<ResultRow>> {
  private static final long serialVersionUID = 1L;
  private static final int SHARDS = 3;

  private final SlidingWindowSpec windows;
  private final UniqueCounter counter;

  private CountEvents(SlidingWindowSpec windows, UniqueCounter counter) {
    this.windows = windows;
    this.counter = counter;
  }

  static CountEvents in(SlidingWindowSpec windows, UniqueCounter counter) {
    return new CountEvents(windows, counter);
  }

  @Override
  public PCollection<ResultRow> expand(PCollection<Event> events) {
    return events
        .apply(
            "PreAggregate",
            ParDo.of(new PreAggregateFn(windows, counter, SHARDS, PreAggregation.MAX_AGGREGATES)))
        .setCoder(PreAggregation.of(windows, counter, SHARDS).coder())
        .apply("Count", CountUniques.in(windows, counter));
  }
}
