package dev.sliderule.dashboard;

import com.google.auto.value.AutoValue;
import org.joda.time.Instant;

/** How far a job is with its topic. */
@AutoValue
abstract class JobPlace {
  /** Records in the topic that the job has not dealt with. */
  abstract long lag();

  /** By which the job closes its windows. */
  abstract Instant watermark();

  static JobPlace of(long lag, Instant watermark) {
    return new AutoValue_JobPlace(lag, watermark);
  }
}
