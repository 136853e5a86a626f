package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.event.Grouping;
import dev.sliderule.pipeline.metrics.JobMetrics;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;

/**
 * Sends word of a pane of a slice to all windows over the slice. What the slice got in time is
 * counted here, as it will be in all of them; it goes to the first window, which passes it on when
 * it is due. What came late goes to each, as it may find windows closed: by its pane, or because
 * the reader has said so (see {@link PreAggregation}).
 */
final class TellWindowsFn
    extends DoFn<KV<Integer, Iterable<GroupAggregates>>, KV<Integer, WindowPart>> {
  private static final long serialVersionUID = 1L;

  private final Counter counted = JobMetrics.counter(JobMetrics.COUNTED);
  private final SlidingWindowSpec windows;
  private final UniqueCounter counter;

  TellWindowsFn(SlidingWindowSpec windows, UniqueCounter counter) {
    this.windows = windows;
    this.counter = counter;
  }

  @ProcessElement
  public void processElement(
      @Element KV<Integer, Iterable<GroupAggregates>> shard,
      BoundedWindow slice,
      PaneInfo pane,
      OutputReceiver<KV<Integer, WindowPart>> out) {
    Map<String, Aggregate> groups = new HashMap<>();
    shard.getValue().forEach(part -> part.addTo(groups, counter, group -> true));
    if (groups.isEmpty()) {
      return;
    }
    boolean isBehind = shard.getKey() < 0;
    int key = isBehind ? PreAggregation.behind(shard.getKey()) : shard.getKey();
    boolean late = isBehind || pane.getTiming() == PaneInfo.Timing.LATE;
    Aggregate all = groups.get(Grouping.ALL_GROUP);
    if (!late && all != null) {
      counted.inc(all.records());
    }
    GroupAggregates aggregates = GroupAggregates.of(groups, counter);
    List<Instant> ends = windows.endsOfWindows(slice.maxTimestamp());
    Instant first = ends.get(0);
    Instant last = ends.get(ends.size() - 1);
    for (Instant end : ends) {
      out.output(
          KV.of(
              key,
              WindowPart.builder()
                  .setEnd(end)
                  .setSliceEnd(slice.maxTimestamp())
                  .setIsLate(late)
                  .setIsFirstWindow(end.equals(first))
                  .setIsLastWindow(end.equals(last))
                  .setAggregates(late || end.equals(first) ? aggregates : GroupAggregates.none())
                  .build()));
    }
  }
}
