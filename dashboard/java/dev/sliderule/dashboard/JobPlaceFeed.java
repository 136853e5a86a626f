package dev.sliderule.dashboard;

import dev.sliderule.common.Command;
import dev.sliderule.common.GroupOffsets;
import dev.sliderule.pipeline.resume.ResumePoint;
import dev.sliderule.pipeline.resume.ResumePointStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every two seconds how far a job is that runs elsewhere, by what it commits for its consumer
 * group. A job on Spark does; the place of any other is not known.
 */
final class JobPlaceFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JobPlaceFeed.class);
  private static final long SECONDS = 2;

  private final GroupOffsets offsets;
  private final ResumePointStore store;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          body -> {
            Thread thread = new Thread(body, "page-job-place");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Optional<JobPlace> place = Optional.empty();

  private JobPlaceFeed(GroupOffsets offsets, String topic) {
    this.offsets = offsets;
    store = new ResumePointStore(offsets, "sliderule-" + topic, "", "");
  }

  @SuppressWarnings("FutureReturnValueIgnored") // It never fails and ends with the executor.
  static JobPlaceFeed start(DashboardSettings settings, String topic) {
    JobPlaceFeed feed =
        new JobPlaceFeed(
            GroupOffsets.of(settings.bootstrapServers(), settings.clientConfig(), topic), topic);
    feed.executor.scheduleWithFixedDelay(feed::look, 0, SECONDS, TimeUnit.SECONDS);
    return feed;
  }

  private void look() {
    try {
      place = store.read().flatMap(ResumePointStore.Committed::point).map(this::place);
    } catch (KafkaException e) {
      LOG.debug("The consumer group cannot be read: {}", Command.rootMessage(e));
      place = Optional.empty();
    } catch (RuntimeException e) {
      LOG.debug("The consumer group is not one of ours", e);
      place = Optional.empty();
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
    executor.shutdownNow();
    offsets.close();
  }
}
