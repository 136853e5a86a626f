package dev.sliderule.pipeline.resume;

import dev.sliderule.common.GroupOffsets;
import dev.sliderule.common.JobFailedException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.joda.time.Instant;

/**
 * Resume points as committed offsets of a consumer group, so that Kafka's own tools show how far a
 * job is. The rest of a resume point is in the text beside each offset.
 */
public final class ResumePointStore {
  private static final Pattern TEXT =
      Pattern.compile("sliderule job=(\\S+) run=(\\d+) watermark=(-?\\d+) processed=(\\d+) (.*)");

  private final GroupOffsets offsets;
  private final String group;
  private final String job;
  private final String windows;

  /**
   * A store for one job.
   *
   * @param job a name that no other job has
   * @param windows what the windows are; only jobs with the same windows go on where this one ends
   */
  public ResumePointStore(GroupOffsets offsets, String group, String job, String windows) {
    this.offsets = offsets;
    this.group = group;
    this.job = job;
    this.windows = windows;
  }

  /** What has been committed, if anything was. */
  public Optional<Committed> read() {
    Map<Integer, OffsetAndMetadata> committed = offsets.read(group);
    if (committed.isEmpty()) {
      return Optional.empty();
    }
    Map<Integer, Long> starts = new HashMap<>();
    Map<Integer, Long> processed = new HashMap<>();
    int run = -1;
    Instant watermark = null;
    String by = null;
    String with = null;
    for (Map.Entry<Integer, OffsetAndMetadata> entry : committed.entrySet()) {
      Matcher text = TEXT.matcher(entry.getValue().metadata());
      if (!text.matches()) {
        return Optional.of(new Committed(null, "", ""));
      }
      starts.put(entry.getKey(), entry.getValue().offset());
      processed.put(entry.getKey(), Long.valueOf(text.group(4)));
      by = text.group(1);
      run = Integer.parseInt(text.group(2));
      watermark = Instant.ofEpochMilli(Long.parseLong(text.group(3)));
      with = text.group(5);
    }
    return Optional.of(new Committed(ResumePoint.of(run, watermark, starts, processed), by, with));
  }

  /** Commits the point that the job starts from, whoever has committed before. */
  public void start(ResumePoint point) {
    commit(point);
  }

  /**
   * Commits a point that the job has reached.
   *
   * @throws JobFailedException if another job has started with the same group
   */
  public void advance(ResumePoint point) {
    Optional<Committed> committed = read();
    if (committed.isPresent() && !committed.get().job.equals(job)) {
      throw new JobFailedException(
          String.format(
              Locale.ROOT,
              "another job goes by --consumerGroup=%s since; this one ends, so that no two write"
                  + " the same rows",
              group));
    }
    commit(point);
  }

  private void commit(ResumePoint point) {
    Map<Integer, OffsetAndMetadata> commits = new HashMap<>();
    point
        .offsets()
        .forEach(
            (partition, offset) ->
                commits.put(partition, new OffsetAndMetadata(offset, text(point, partition))));
    offsets.commit(group, commits);
  }

  private String text(ResumePoint point, int partition) {
    return String.format(
        Locale.ROOT,
        "sliderule job=%s run=%d watermark=%d processed=%d %s",
        job,
        point.run(),
        point.watermark().getMillis(),
        point.processed().getOrDefault(partition, point.offsets().get(partition)),
        windows);
  }

  /** What was found in a consumer group. */
  public static final class Committed {
    private final ResumePoint point;
    private final String job;
    private final String windows;

    private Committed(ResumePoint point, String job, String windows) {
      this.point = point;
      this.job = job;
      this.windows = windows;
    }

    /** The point, if it was this pipeline that committed. */
    public Optional<ResumePoint> point() {
      return Optional.ofNullable(point);
    }

    /** The windows of the job that committed. */
    public String windows() {
      return windows;
    }
  }
}
