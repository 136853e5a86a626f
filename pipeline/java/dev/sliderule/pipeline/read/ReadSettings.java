package dev.sliderule.pipeline.read;

import com.google.auto.value.AutoValue;
import dev.sliderule.pipeline.event.EventFields;
import java.io.Serializable;
import java.util.Map;
import javax.annotation.Nullable;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** What to read, and how to tell event time and progress from it. */
@AutoValue
public abstract class ReadSettings implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Some times ten, as the DirectRunner takes ten blocks into a bundle. */
  private static final int DEFAULT_RECORDS_AT_ONCE = 5_000;

  /** Brokers, {@code host:port}, separated by commas. */
  public abstract String bootstrapServers();

  /** The topic to read. */
  public abstract String topic();

  /** Further Kafka client properties. */
  public abstract Map<String, Object> clientConfig();

  /** Where a partition is read from that has not been read before. */
  public abstract StartFrom startFrom();

  /** The time to start from; null unless {@link #startFrom} is a timestamp. */
  @Nullable
  public abstract Instant startTime();

  /** Whether to end once all that was there has been read. */
  public abstract boolean stopWhenCaughtUp();

  /** The fields that make an event. */
  public abstract EventFields fields();

  /** How far event times within a partition may be out of order without being late. */
  public abstract Duration maxOutOfOrderness();

  /** How long a partition must be caught up and silent to no longer hold windows open. */
  public abstract Duration idleTimeout();

  /**
   * How many records the readers hand on at once, at most, all together: each of them its share, as
   * one block.
   */
  public abstract int recordsAtOnce();

  /** Where the job starts; null until that has been found out. */
  @Nullable
  public abstract ReadStart start();

  /**
   * Gives the watermark that follows from records: the latest event time, or the clock if that is
   * earlier, so that a record from the near future does not make others late, less the
   * out-of-orderness.
   */
  public Instant watermarkAfter(Instant maxEventTime, Instant now) {
    Instant latest = maxEventTime.isAfter(now) ? now : maxEventTime;
    return latest.minus(maxOutOfOrderness());
  }

  public abstract Builder toBuilder();

  public static Builder builder() {
    return new AutoValue_ReadSettings.Builder()
        .setClientConfig(Map.of())
        .setStartFrom(StartFrom.EARLIEST)
        .setStopWhenCaughtUp(false)
        .setRecordsAtOnce(DEFAULT_RECORDS_AT_ONCE);
  }

  /** Where to start reading. */
  public enum StartFrom {
    EARLIEST,
    LATEST,
    TIMESTAMP,
    /** Where the windows began that an earlier job had open. */
    RESUME
  }

  /** Builds settings; what has no default must be set. */
  @AutoValue.Builder
  public abstract static class Builder {
    public abstract Builder setBootstrapServers(String bootstrapServers);

    public abstract Builder setTopic(String topic);

    public abstract Builder setClientConfig(Map<String, Object> clientConfig);

    public abstract Builder setStartFrom(StartFrom startFrom);

    public abstract Builder setStartTime(@Nullable Instant startTime);

    public abstract Builder setStopWhenCaughtUp(boolean stopWhenCaughtUp);

    public abstract Builder setFields(EventFields fields);

    public abstract Builder setMaxOutOfOrderness(Duration maxOutOfOrderness);

    public abstract Builder setIdleTimeout(Duration idleTimeout);

    public abstract Builder setRecordsAtOnce(int recordsAtOnce);

    public abstract Builder setStart(@Nullable ReadStart start);

    public abstract ReadSettings build();
  }
}
