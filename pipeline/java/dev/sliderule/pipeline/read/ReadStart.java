package dev.sliderule.pipeline.read;

import com.google.auto.value.AutoValue;
import dev.sliderule.pipeline.resume.ResumePoint;
import java.io.Serializable;
import javax.annotation.Nullable;

/** Where one job starts to read; found out once, when it starts, for all partitions. */
@AutoValue
public abstract class ReadStart implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A name that no other job has. */
  public abstract String job();

  /** Has a position for each partition of the topic. */
  public abstract ResumePoint point();

  /**
   * The consumer group through which other processes may announce the end of the input; null if
   * none can.
   */
  @Nullable
  public abstract String consumerGroup();

  /** A start without a consumer group if that is null. */
  public static ReadStart of(String job, ResumePoint point, @Nullable String consumerGroup) {
    return new AutoValue_ReadStart(job, point, consumerGroup);
  }
}
