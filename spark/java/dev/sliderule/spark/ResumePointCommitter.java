package dev.sliderule.spark;

import dev.sliderule.common.Command;
import dev.sliderule.common.JobFailedException;
import dev.sliderule.common.Repeating;
import dev.sliderule.pipeline.resume.ResumePoint;
import dev.sliderule.pipeline.resume.ResumePointStore;
import java.util.concurrent.atomic.AtomicReference;
import javax.annotation.Nullable;
import org.joda.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits the latest resume point about once a second, away from the batches. */
final class ResumePointCommitter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ResumePointCommitter.class);

  private static final Duration PAUSE = Duration.standardSeconds(1);

  private final ResumePointStore store;
  private final AtomicReference<ResumePoint> latest = new AtomicReference<>();
  private final Repeating commits;
  private boolean warned;
  @Nullable private volatile String failure;

  private ResumePointCommitter(ResumePointStore store) {
    this.store = store;
    this.commits = Repeating.start("resume-point-committer", PAUSE, this::commit);
  }

  static ResumePointCommitter start(ResumePointStore store) {
    return new ResumePointCommitter(store);
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
      warned = false;
    } catch (JobFailedException e) {
      failure = e.getMessage();
    } catch (RuntimeException e) {
      // The next run would go on a little earlier. Whether Kafka is gone is watched elsewhere.
      latest.compareAndSet(null, point);
      if (!warned) {
        warned = true;
        LOG.warn(
            "How far the job is could not be committed, and is tried again: {}",
            Command.rootMessage(e));
      }
      LOG.debug("The resume point could not be committed", e);
    }
  }

  /** Commits what is left. */
  @Override
  public void close() {
    commits.close();
    commit();
  }
}
