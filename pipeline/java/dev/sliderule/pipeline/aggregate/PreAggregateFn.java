package dev.sliderule.pipeline.aggregate;

import com.google.auto.value.AutoValue;
import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Aggregates the events of a bundle by group and slice, so that only aggregates are shuffled and
 * kept. Each leaves at the last millisecond of its slice, when the bundle ends or as soon as there
 * are {@code maxAggregates} of them.
 */
final class PreAggregateFn extends DoFn<Event, KV<String, Aggregate>> {
  private static final long serialVersionUID = 1L;

  private final SlidingWindowSpec windows;
  private final UniqueCounter counter;
  private final int maxAggregates;
  private transient Map<GroupSlice, Aggregate> aggregates;

  PreAggregateFn(SlidingWindowSpec windows, UniqueCounter counter, int maxAggregates) {
    this.windows = windows;
    this.counter = counter;
    this.maxAggregates = maxAggregates;
  }

  @StartBundle
  public void startBundle() {
    aggregates = new HashMap<>();
  }

  @ProcessElement
  public void processElement(
      @Element Event event, @Timestamp Instant time, OutputReceiver<KV<String, Aggregate>> out) {
    Instant endOfSlice = windows.endOfSlice(time);
    for (String group : event.groups()) {
      aggregates
          .computeIfAbsent(
              GroupSlice.of(group, endOfSlice), key -> new Aggregate(counter.newSketch()))
          .add(event);
    }
    if (aggregates.size() >= maxAggregates) {
      aggregates.forEach(
          (key, aggregate) ->
              out.outputWithTimestamp(KV.of(key.group(), aggregate), key.endOfSlice()));
      aggregates.clear();
    }
  }

  @FinishBundle
  public void finishBundle(FinishBundleContext context) {
    aggregates.forEach(
        (key, aggregate) ->
            context.output(KV.of(key.group(), aggregate), key.endOfSlice(), GlobalWindow.INSTANCE));
    aggregates.clear();
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

  /** A group in a slice. */
  @AutoValue
  abstract static class GroupSlice {
    abstract String group();

    abstract Instant endOfSlice();

    static GroupSlice of(String group, Instant endOfSlice) {
      return new AutoValue_PreAggregateFn_GroupSlice(group, endOfSlice);
    }
  }
}
