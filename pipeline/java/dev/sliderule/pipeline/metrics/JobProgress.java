package dev.sliderule.pipeline.metrics;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.annotation.Nullable;
import org.apache.beam.sdk.metrics.DistributionResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/** How far a job has counted at one moment, as its metrics say, on whatever runner. */
public final class JobProgress {
  private static final MetricsFilter OURS =
      MetricsFilter.builder()
          .addNameFilter(MetricNameFilter.inNamespace(JobMetrics.NAMESPACE))
          .build();

  private final Map<Integer, Long> shards = new HashMap<>();
  private final Map<Integer, Long> readTo = new TreeMap<>();
  private final Map<Integer, Long> positions = new HashMap<>();
  private final Map<Integer, Long> maxEventTimes = new HashMap<>();
  private final Map<Integer, Long> watermarks = new HashMap<>();

  private JobProgress() {}

  public static JobProgress of(MetricResults results) {
    JobProgress progress = new JobProgress();
    for (MetricResult<DistributionResult> metric : results.queryMetrics(OURS).getDistributions()) {
      String name = metric.getName().getName();
      long value = metric.getAttempted().getMax();
      note(JobMetrics.SHARD_WATERMARK, name, value, progress.shards);
      note(JobMetrics.READ_TO, name, value, progress.readTo);
      note(JobMetrics.POSITION, name, value, progress.positions);
      note(JobMetrics.MAX_EVENT_TIME, name, value, progress.maxEventTimes);
      note(JobMetrics.WATERMARK, name, value, progress.watermarks);
    }
    return progress;
  }

  private static void note(String prefix, String name, long value, Map<Integer, Long> values) {
    if (name.startsWith(prefix)) {
      values.merge(Integer.valueOf(name.substring(prefix.length())), value, Math::max);
    }
  }

  /** How far each partition that was heard of has been counted. */
  public Map<Integer, PartitionProgress> partitions() {
    Map<Integer, PartitionProgress> partitions = new HashMap<>();
    positions.forEach(
        (number, position) ->
            partitions.put(
                number,
                PartitionProgress.of(
                    position,
                    Instant.ofEpochMilli(maxEventTimes.get(number)),
                    Instant.ofEpochMilli(watermarks.get(number)))));
    return partitions;
  }

  /**
   * The watermark by which windows have been published in all shards; the start of time while one
   * has not been heard of.
   *
   * @param count number of shards
   */
  public Instant watermark(int count) {
    long lowest = shards.values().stream().mapToLong(Long::longValue).min().orElse(0);
    return shards.size() < count ? BoundedWindow.TIMESTAMP_MIN_VALUE : Instant.ofEpochMilli(lowest);
  }

  /** Which records were read but have not been counted, in words; empty if all have been. */
  public Optional<String> notCounted() {
    return readTo.entrySet().stream()
        .filter(read -> positions.getOrDefault(read.getKey(), 0L) < read.getValue())
        .map(read -> records(read.getKey(), positions.get(read.getKey()), read.getValue()))
        .findFirst();
  }

  private static String records(int partition, @Nullable Long from, long to) {
    return from == null
        ? String.format(Locale.ROOT, "records of partition %d before offset %d", partition, to)
        : String.format(Locale.ROOT, "records %d to %d of partition %d", from, to - 1, partition);
  }
}
