package dev.sliderule.pipeline.resume;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/**
 * Where a job goes on after one that was stopped or killed: at the first record of the oldest
 * window that was open. Windows that were closed are left as they are; open ones are counted again
 * from their first record, and their rows replace the earlier ones.
 */
@AutoValue
public abstract class ResumePoint implements Serializable {
  private static final long serialVersionUID = 1L;

  /** How many jobs of the consumer group came before: 0 for the first. */
  public abstract int run();

  /** The watermark by which windows are closed and their rows written. */
  public abstract Instant watermark();

  /** By partition, the offset to start reading at. */
  public abstract Map<Integer, Long> offsets();

  /** By partition, the offset up to which, exclusively, records had been dealt with. */
  public abstract Map<Integer, Long> processed();

  public static ResumePoint of(
      int run, Instant watermark, Map<Integer, Long> offsets, Map<Integer, Long> processed) {
    return new AutoValue_ResumePoint(
        run, watermark, new HashMap<>(offsets), new HashMap<>(processed));
  }

  /** The start of a job that has nothing to go on from. */
  public static ResumePoint fresh(int run, Map<Integer, Long> offsets) {
    return of(run, BoundedWindow.TIMESTAMP_MIN_VALUE, offsets, Map.of());
  }

  /** The offset of a partition up to which, exclusively, earlier jobs had dealt with records. */
  public long processed(int partition) {
    return processed().getOrDefault(partition, 0L);
  }
}
