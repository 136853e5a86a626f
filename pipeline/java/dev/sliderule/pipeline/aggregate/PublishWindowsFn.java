package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.metrics.JobMetrics;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import dev.sliderule.pipeline.write.ResultRow;
import java.util.EnumMap;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Keeps the slices of a shard, and makes the rows of the windows that are due. */
final class PublishWindowsFn extends DoFn<KV<Integer, Iterable<Update>>, ResultRow> {
  private static final long serialVersionUID = 1L;

  /**
   * More rows than a window and group will have in one run, so that the revisions of the next are
   * higher.
   */
  private static final long REVISIONS_PER_RUN = 1_000_000;

  @StateId("slices")
  private final StateSpec<ValueState<OpenSlices>> slices = StateSpecs.value(OpenSlicesCoder.of());

  private final Counter rows = JobMetrics.counter(JobMetrics.ROWS);
  private final EnumMap<ResultRow.Pane, Counter> rowsByPane = new EnumMap<>(ResultRow.Pane.class);
  private final SlidingWindowSpec windows;
  private final UniqueCounter counter;
  private final int run;
  private final Instant closedAt;

  PublishWindowsFn(SlidingWindowSpec windows, UniqueCounter counter, int run, Instant closedAt) {
    this.windows = windows;
    this.counter = counter;
    this.run = run;
    this.closedAt = closedAt;
    for (ResultRow.Pane pane : ResultRow.Pane.values()) {
      rowsByPane.put(pane, JobMetrics.counter(JobMetrics.rows(pane.name())));
    }
  }

  @ProcessElement
  public void processElement(
      @Element KV<Integer, Iterable<Update>> shard,
      @StateId("slices") ValueState<OpenSlices> state,
      OutputReceiver<ResultRow> out) {
    OpenSlices open = state.read();
    if (open == null) {
      open = new OpenSlices();
    }
    new WindowPublisher(windows, counter, open)
        .take(
            shard.getValue(),
            (end, pane, group, aggregate, revision) -> {
              if (!windows.isClosed(end, closedAt)) {
                rows.inc();
                rowsByPane.get(pane).inc();
                out.outputWithTimestamp(
                    Rows.of(
                        end.plus(Duration.millis(1)).minus(windows.size()),
                        end.plus(Duration.millis(1)),
                        group,
                        aggregate,
                        pane,
                        run * REVISIONS_PER_RUN + revision),
                    end);
              }
            });
    state.write(open);
  }
}
