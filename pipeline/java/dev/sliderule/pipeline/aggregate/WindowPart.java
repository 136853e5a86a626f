package dev.sliderule.pipeline.aggregate;

import com.google.auto.value.AutoValue;
import org.joda.time.Instant;

/** Word to one sliding window from a slice in it, with what the slice has for the window. */
@AutoValue
abstract class WindowPart {
  /** The last millisecond of the window. */
  abstract Instant end();

  /** The last millisecond of the slice. */
  abstract Instant sliceEnd();

  /** Whether this came late for the slice, so that each window must judge for itself. */
  abstract boolean isLate();

  /** Whether no window over the slice ends before this one. */
  abstract boolean isFirstWindow();

  /** Whether no window over the slice ends after this one. */
  abstract boolean isLastWindow();

  /** Of what is not late, the first window has all, and the others have none. */
  abstract GroupAggregates aggregates();

  static Builder builder() {
    return new AutoValue_WindowPart.Builder();
  }

  /** Builds window parts; everything must be set. */
  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder setEnd(Instant end);

    abstract Builder setSliceEnd(Instant sliceEnd);

    abstract Builder setIsLate(boolean isLate);

    abstract Builder setIsFirstWindow(boolean isFirstWindow);

    abstract Builder setIsLastWindow(boolean isLastWindow);

    abstract Builder setAggregates(GroupAggregates aggregates);

    abstract WindowPart build();
  }
}
