package dev.sliderule.dashboard;

import dev.sliderule.common.GroupOffsets;
import dev.sliderule.common.Repeating;
import dev.sliderule.pipeline.resume.ResumePoint;
import dev.sliderule.pipeline.resume.ResumePointStore;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.joda.time.Duration;

/**
 * Looks every two seconds how far a job is that runs elsewhere, by what it commits for its consumer
 * group. A job on Spark does; the place of any other is not known.
 */
final class JobPlaceFeed implements AutoCloseable {
  private static final Duration PAUSE = Duration.standardSeconds(2);

  private final GroupOffsets offsets;
  private final ResumePointStore store;
  private final Repeating looks;
  private volatile Optional<JobPlace> place = Optional.empty();

  private JobPlaceFeed(GroupOffsets offsets, String topic) {
    this.offsets = offsets;
    store = new ResumePointStore(offsets, "sliderule-" + topic, "", "");
    looks = Repeating.start("page-job-place", PAUSE, this::look);
  }

  static JobPlaceFeed start(DashboardSettings settings, String topic) {
    return new JobPlaceFeed(
        GroupOffsets.of(settings.bootstrapServers(), settings.clientConfig(), topic), topic);
  }

  private void look() {
    Optional<JobPlace> found = Optional.empty();
    try {
      found = store.read().flatMap(ResumePointStore.Committed::point).map(this::place);
    } finally {
      place = found;
    }
  }

  private JobPlace place(ResumePoint point) {
    int partitions = point.processed().keySet().stream().mapToInt(p -> p + 1).max().orElse(0);
    Map<Integer, Long> ends = offsets.list(partitions, OffsetSpec.latest());
    long lag =
        point.processed().entrySet().stream()
            .mapToLong(entry -> Math.max(0, ends.get(entry.getKey()) - entry.getValue()))
            .sum();
    return JobPlace.of(lag, point.watermark());
  }

  /** Where the job is, if it says so. */
  Optional<JobPlace> place() {
    return place;
  }

  @Override
  public void close() {
    looks.close();
    offsets.close();
  }
}
