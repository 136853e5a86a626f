package dev.sliderule.dashboard;

import com.google.auto.value.AutoValue;
import dev.sliderule.pipeline.JobCounters;
import java.util.OptionalLong;

/** How far a run is, as whoever has started its jobs knows it. */
@AutoValue
public abstract class JobProgress {
  /** Records that have been sent so far. */
  public abstract long sent();

  /** Records that will be sent in all, if there is an end. */
  public abstract OptionalLong total();

  /** What became of them. */
  public abstract JobCounters counters();

  public static JobProgress of(long sent, OptionalLong total, JobCounters counters) {
    return new AutoValue_JobProgress(sent, total, counters);
  }
}
