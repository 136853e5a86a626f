package dev.sliderule.pipeline.read;

import com.google.auto.value.AutoValue;
import dev.sliderule.pipeline.resume.ResumePoint;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import java.io.Serializable;
import org.apache.beam.sdk.util.SerializableSupplier;
import org.joda.time.Instant;

/**
 * How the readers of a job go together on a runner that takes the highest of their watermarks for
 * that of the job: every one of them reports the lowest of all. See {@link WatermarkExchange}.
 */
@AutoValue
public abstract class AlignedReading implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A name that no other job has. */
  public abstract String job();

  /** The consumer group that the job goes by; has an offset to start from for each partition. */
  public abstract String consumerGroup();

  /** Number of partitions of the topic. */
  public abstract int partitions();

  /** Whether there are readers in other processes than this one. */
  public abstract boolean acrossProcesses();

  /** The windows, which say when a record is too late. */
  public abstract SlidingWindowSpec windows();

  /** Where the job starts. */
  public abstract ResumePoint start();

  /**
   * Gives, wherever a reader runs, the watermark by which the runner closes windows. Its panes do
   * not tell what is late: Beam's SparkRunner labels the first pane of a key and window as on time,
   * whenever it comes.
   */
  public abstract SerializableSupplier<Instant> watermarkInEffect();

  /** The consumer group by which the readers tell each other their watermarks. */
  public String watermarkGroup() {
    return consumerGroup() + "-watermarks-" + job();
  }

  public static Builder builder() {
    return new AutoValue_AlignedReading.Builder();
  }

  /** Builds it; everything must be set. */
  @AutoValue.Builder
  public abstract static class Builder {
    public abstract Builder setJob(String job);

    public abstract Builder setConsumerGroup(String consumerGroup);

    public abstract Builder setPartitions(int partitions);

    public abstract Builder setAcrossProcesses(boolean acrossProcesses);

    public abstract Builder setWindows(SlidingWindowSpec windows);

    public abstract Builder setWatermarkInEffect(SerializableSupplier<Instant> watermark);

    public abstract Builder setStart(ResumePoint start);

    public abstract AlignedReading build();
  }
}
