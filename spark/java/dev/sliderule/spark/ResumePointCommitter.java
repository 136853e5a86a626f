package dev.sliderule.spark;

import dev.sliderule.common.JobFailedException;
import dev.sliderule.pipeline.resume.ResumePoint;
import dev.sliderule.pipeline.resume.ResumePointStore;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.atomic.AtomicReference;
import javax.annotation.Nullable;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits the latest resume point about once a second, away from the batches. */
final class ResumePointCommitter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ResumePointCommitter.class);

  private static final long PERIOD_MILLIS = 1_000;

  private final ResumePointStore store;
  private final AtomicReference<ResumePoint> latest = new AtomicReference<>();
  private final Timer timer = new Timer("resume-point-committer", true);
  @Nullable private volatile String failure;

  private ResumePointCommitter(ResumePointStore store) {
    this.store = store;
  }

  static ResumePointCommitter start(ResumePointStore store) {
    ResumePointCommitter committer = new ResumePointCommitter(store);
    committer.timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            committer.commit();
          }
        },
        PERIOD_MILLIS,
        PERIOD_MILLIS);
    return committer;
  }

  /** Takes a later point. */
  void reached(ResumePoint point) {
    latest.set(point);
  }

  /** Why the job must not go on; null while it may. */
  @Nullable
  String failure() {
    return failure;
  }

  private synchronized void commit() {
    ResumePoint point = latest.getAndSet(null);
    if (point == null || failure != null) {
      return;
    }
    try {
      store.advance(point);
    } catch (JobFailedException e) {
      failure = e.getMessage();
    } catch (KafkaException e) {
      // The next run would go on a little earlier. Whether Kafka is gone is watched elsewhere.
      LOG.debug("The resume point could not be committed", e);
      latest.compareAndSet(null, point);
    }
  }

  /** Commits what is left. */
  @Override
  public void close() {
    timer.cancel();
    commit();
  }
}
