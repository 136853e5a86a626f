package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Aggregates the events of a bundle by slice and group. Aggregates leave as one element for each
 * slice and shard, at the last millisecond of the slice, when the bundle ends or as soon as there
 * are {@code maxAggregates} of them.
 */
final class PreAggregateFn extends DoFn<Event, KV<Integer, GroupAggregates>> {
  private static final long serialVersionUID = 1L;

  private final SlidingWindowSpec windows;
  private final UniqueCounter counter;
  private final int shards;
  private final int maxAggregates;
  private transient SliceAggregator aggregator;

  PreAggregateFn(SlidingWindowSpec windows, UniqueCounter counter, int shards, int maxAggregates) {
    this.windows = windows;
    this.counter = counter;
    this.shards = shards;
    this.maxAggregates = maxAggregates;
  }

  @StartBundle
  public void startBundle() {
    aggregator = new SliceAggregator(windows, counter, shards);
  }

  @ProcessElement
  public void processElement(
      @Element Event event,
      @Timestamp Instant time,
      OutputReceiver<KV<Integer, GroupAggregates>> out) {
    aggregator.add(event, time);
    if (aggregator.size() >= maxAggregates) {
      aggregator.drain(out::outputWithTimestamp);
    }
  }

  @FinishBundle
  public void finishBundle(FinishBundleContext context) {
    aggregator.drain((part, end) -> context.output(part, end, GlobalWindow.INSTANCE));
  }

  /**
   * Aggregates of earlier slices may leave while a later event is processed. They are not late by
   * that: the events in them came in the same bundle, which holds the watermark back until it ends.
   */
  @Override
  @SuppressWarnings("deprecation") // Beam has no other way to say this.
  public Duration getAllowedTimestampSkew() {
    return Duration.millis(Long.MAX_VALUE);
  }
}
