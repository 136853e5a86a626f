package dev.sliderule.spark;

import dev.sliderule.common.Command;
import dev.sliderule.common.GroupOffsets;
import dev.sliderule.common.UsageException;
import dev.sliderule.pipeline.options.UniqueCountsSettings;
import dev.sliderule.pipeline.read.ReadSettings;
import dev.sliderule.pipeline.read.StartPositions;
import dev.sliderule.pipeline.resume.ResumePoint;
import dev.sliderule.pipeline.resume.ResumePointStore;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a job starts to read: where it was told to, or where an earlier one left off. */
final class JobStart {
  private static final Logger LOG = LoggerFactory.getLogger(JobStart.class);

  private final UniqueCountsSettings settings;
  private final GroupOffsets offsets;
  private final ResumePointStore store;
  private final int partitions;

  JobStart(
      UniqueCountsSettings settings, GroupOffsets offsets, ResumePointStore store, int partitions) {
    this.settings = settings;
    this.offsets = offsets;
    this.store = store;
    this.partitions = partitions;
  }

  /**
   * Finds the point and commits it.
   *
   * @param restart whether the job goes on with the checkpoint directory of an earlier one
   * @throws UsageException if there is no such point, or the consumer group is not ours
   */
  ResumePoint commit(boolean restart) {
    try {
      Optional<ResumePointStore.Committed> committed = store.read();
      if (committed.isPresent() && committed.get().point().isEmpty()) {
        throw UsageException.badOption(
            "consumerGroup",
            settings.consumerGroup(),
            "another application keeps its offsets under it; expected a name of your own");
      }
      boolean resume = restart || settings.read().startFrom() == ReadSettings.StartFrom.RESUME;
      ResumePoint start = resume ? resume(committed, restart) : fresh(committed);
      store.start(start);
      return start;
    } catch (KafkaException e) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "--consumerGroup=%s is bad: Kafka does not give or take its offsets (%s); check the"
                  + " brokers and the rights to read and commit",
              settings.consumerGroup(),
              Command.rootMessage(e)),
          e);
    }
  }

  private ResumePoint fresh(Optional<ResumePointStore.Committed> committed) {
    int run = committed.flatMap(ResumePointStore.Committed::point).map(p -> p.run() + 1).orElse(0);
    return ResumePoint.fresh(run, StartPositions.find(settings.read(), offsets, partitions));
  }

  private ResumePoint resume(Optional<ResumePointStore.Committed> committed, boolean restart) {
    if (committed.isEmpty()) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "%s: consumer group %s has no offsets; choose --startFrom=earliest, latest or a"
                  + " time%s",
              restart ? "the job cannot go on from its checkpoint" : "--startFrom=resume is bad",
              settings.consumerGroup(),
              restart ? ", and another --checkpointDir" : ""));
    }
    if (!committed.get().windows().equals(settings.windows().name())) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "the job cannot go on: the windows were %s (size/period+offset~lateness in ms) and"
                  + " are to be %s; keep them, or start with another --consumerGroup",
              committed.get().windows(),
              settings.windows().name()));
    }
    ResumePoint point = committed.get().point().orElseThrow();
    if (!point.watermark().isBefore(BoundedWindow.TIMESTAMP_MAX_VALUE)) {
      // As earlier versions left it at the end of an input.
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "the job cannot go on: consumer group %s says that the end of time has come; start"
                  + " with --startFrom=earliest, latest or a time%s",
              settings.consumerGroup(),
              restart ? ", and another --checkpointDir" : ""));
    }
    Map<Integer, Long> starts = new HashMap<>(offsets.list(partitions, OffsetSpec.earliest()));
    starts.replaceAll((partition, first) -> start(point, partition, first));
    return ResumePoint.of(point.run() + 1, point.watermark(), starts, point.processed());
  }

  /** A partition that is new is read from its first record. */
  private static long start(ResumePoint point, int partition, long first) {
    long start = point.offsets().getOrDefault(partition, first);
    if (start < first) {
      LOG.warn(
          "Partition {} has no records before offset {} any more; those from {} on were to be read"
              + " again, so the windows that were open will miss them",
          partition,
          first,
          start);
    }
    return Math.max(start, first);
  }
}
