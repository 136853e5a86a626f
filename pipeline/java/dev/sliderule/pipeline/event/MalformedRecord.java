package dev.sliderule.pipeline.event;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import javax.annotation.Nullable;

/** A record that cannot be counted: what is wrong, where it stood, and its bytes as they came. */
@AutoValue
public abstract class MalformedRecord implements Serializable {
  private static final long serialVersionUID = 1L;

  public abstract MalformedReason reason();

  /** The reason in words, with what was seen and what was expected. */
  public abstract String detail();

  /** Topic that the record was read from. */
  public abstract String topic();

  /** Partition that the record was read from. */
  public abstract int partition();

  /** Offset of the record in its partition. */
  public abstract long offset();

  /** The record's key, null if it had none. */
  @SuppressWarnings("mutable") // Passed on as it came; nobody changes it.
  @Nullable
  public abstract byte[] key();

  /** The record's value, null for a tombstone. */
  @SuppressWarnings("mutable") // Passed on as it came; nobody changes it.
  @Nullable
  public abstract byte[] value();

  public static Builder builder() {
    return new AutoValue_MalformedRecord.Builder();
  }

  /** Builds malformed records; what cannot be null must be set. */
  @AutoValue.Builder
  public abstract static class Builder {
    public abstract Builder setReason(MalformedReason reason);

    public abstract Builder setDetail(String detail);

    public abstract Builder setTopic(String topic);

    public abstract Builder setPartition(int partition);

    public abstract Builder setOffset(long offset);

    public abstract Builder setKey(@Nullable byte[] key);

    public abstract Builder setValue(@Nullable byte[] value);

    public abstract MalformedRecord build();
  }
}
