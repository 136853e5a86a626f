package dev.sliderule.pipeline.aggregate;

import com.google.auto.value.AutoValue;

/** A late aggregate of a slice, on its way into one of the windows over the slice. */
@AutoValue
abstract class LateSlice {
  abstract Aggregate aggregate();

  /** Whether no window over the slice ends before this one. */
  abstract boolean isFirstWindow();

  /** Whether no window over the slice ends after this one. */
  abstract boolean isLastWindow();

  static LateSlice of(Aggregate aggregate, boolean isFirstWindow, boolean isLastWindow) {
    return new AutoValue_LateSlice(aggregate, isFirstWindow, isLastWindow);
  }
}
