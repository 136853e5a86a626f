package dev.sliderule.pipeline.windows;

import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.event.Grouping;
import dev.sliderule.pipeline.metrics.JobMetrics;
import dev.sliderule.pipeline.resume.ResumePoint;
import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.pipeline.write.ShardRows;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Keeps the state of each {@link Shard}, and makes its rows. What became of records is counted by
 * the shard of the group {@code all}, which gets every one of them, so that the numbers of a moment
 * are of the same records.
 */
final class CountWindowsFn extends DoFn<KV<Integer, Iterable<ShardBlock>>, ShardRows> {
  private static final long serialVersionUID = 1L;

  /**
   * More rows than a window and group will have in one run, so that the revisions of the next are
   * higher.
   */
  private static final long REVISIONS_PER_RUN = 1_000_000;

  @StateId("progress")
  private final StateSpec<ValueState<Progress>> progressSpec =
      StateSpecs.value(Progress.ProgressCoder.of());

  @StateId("news")
  private final StateSpec<ValueState<OpenSlices.News>> newsSpec =
      StateSpecs.value(OpenSlices.NewsCoder.of());

  @StateId("slices")
  private final StateSpec<ValueState<OpenSlices>> slicesSpec =
      StateSpecs.value(OpenSlices.SlicesCoder.of());

  private final Counter rowsMade = JobMetrics.counter(JobMetrics.ROWS);
  private final Map<ResultRow.Pane, Counter> rowsByPane = new EnumMap<>(ResultRow.Pane.class);
  private final Counter read = JobMetrics.counter(JobMetrics.READ);
  private final Counter malformed = JobMetrics.counter(JobMetrics.MALFORMED);
  private final Counter reread = JobMetrics.counter(JobMetrics.REREAD);
  private final Counter counted = JobMetrics.counter(JobMetrics.COUNTED);
  private final Counter late = JobMetrics.counter(JobMetrics.LATE);
  private final Counter partlyLate = JobMetrics.counter(JobMetrics.PARTLY_LATE);
  private final Counter refining = JobMetrics.counter(JobMetrics.REFINING);

  private final SlidingWindowSpec windows;
  private final UniqueCounter counter;
  private final ResumePoint start;
  private final int countingShard;
  private final boolean withFinalRows;

  CountWindowsFn(
      SlidingWindowSpec windows,
      UniqueCounter counter,
      ResumePoint start,
      int shards,
      boolean withFinalRows) {
    this.windows = windows;
    this.counter = counter;
    this.start = start;
    this.withFinalRows = withFinalRows;
    this.countingShard = SliceAggregator.shardOf(Grouping.ALL_GROUP, shards);
    for (ResultRow.Pane pane : ResultRow.Pane.values()) {
      rowsByPane.put(pane, JobMetrics.counter(JobMetrics.rows(pane.name())));
    }
  }

  @ProcessElement
  public void processElement(
      @Element KV<Integer, Iterable<ShardBlock>> element,
      @StateId("progress") ValueState<Progress> progressState,
      @StateId("news") ValueState<OpenSlices.News> newsState,
      @StateId("slices") ValueState<OpenSlices> slicesState,
      OutputReceiver<ShardRows> out) {
    int number = element.getKey();
    Progress progress = orElse(progressState, Progress.from(start.offsets()));
    OpenSlices.News news = orElse(newsState, new OpenSlices.News());
    Shard shard =
        new Shard(
            windows,
            counter,
            start.watermark(),
            withFinalRows,
            progress,
            news,
            () -> orElse(slicesState, new OpenSlices()));
    Instant before = progress.watermark();
    ToRows made = new ToRows();
    shard.take(element.getValue(), made);
    boolean closes = withFinalRows && windows.closesBetween(before, progress.watermark());
    if (!made.rows.isEmpty() || closes) {
      out.output(
          ShardRows.of(
              number,
              windows.startOfOldestOpenWindow(before),
              windows.startOfOldestOpenWindow(progress.watermark()),
              made.rows,
              made.finalRows));
    }
    progressState.write(progress);
    newsState.write(news);
    if (shard.changedSlices() != null) {
      slicesState.write(shard.changedSlices());
    }
    JobMetrics.shardReached(number, progress.watermark());
    if (number == countingShard) {
      element.getValue().forEach(block -> block.spans().forEach(this::count));
      progress.forEachReached(
          span ->
              JobMetrics.partitionReached(
                  span.partition(), span.to(), span.maxEventTime(), span.watermark()));
      JobMetrics.watermarkReached(progress.watermark(), Instant.now());
    }
  }

  private static <T> T orElse(ValueState<T> state, T none) {
    T value = state.read();
    return value == null ? none : value;
  }

  private void count(Span span) {
    read.inc(span.records());
    malformed.inc(span.malformed());
    reread.inc(span.reread());
  }

  private final class ToRows implements Shard.Receiver {
    private final List<ResultRow> rows = new ArrayList<>();
    private final List<ResultRow> finalRows = new ArrayList<>();

    @Override
    public void row(
        Instant end, ResultRow.Pane pane, String group, Aggregate aggregate, long revision) {
      rowsMade.inc();
      rowsByPane.get(pane).inc();
      rows.add(toRow(end, pane, group, aggregate, revision));
    }

    @Override
    public void finalRow(
        Instant end, ResultRow.Pane pane, String group, Aggregate aggregate, long revision) {
      finalRows.add(toRow(end, pane, group, aggregate, revision));
    }

    private ResultRow toRow(
        Instant end, ResultRow.Pane pane, String group, Aggregate aggregate, long revision) {
      Instant windowEnd = end.plus(Duration.millis(1));
      return Rows.of(
          windowEnd.minus(windows.size()),
          windowEnd,
          group,
          aggregate,
          pane,
          start.run() * REVISIONS_PER_RUN + revision);
    }

    @Override
    public void records(Shard.Fate fate, long number) {
      (fate == Shard.Fate.LATE ? late : counted).inc(number);
      if (fate == Shard.Fate.PARTLY_LATE) {
        partlyLate.inc(number);
      } else if (fate == Shard.Fate.REFINING) {
        refining.inc(number);
      }
    }
  }
}
