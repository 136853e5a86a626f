package dev.sliderule.pipeline.write;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import javax.annotation.Nullable;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.NonMergingWindowFn;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.transforms.windowing.WindowMappingFn;
import org.joda.time.Duration;

/**
 * Puts a row into the window from its start to the moment from which on it can no longer change:
 * the end of its window plus the allowed lateness. The watermark passes that moment when Beam drops
 * what is late for the row's window, not earlier and not later.
 */
final class ClosingWindows extends NonMergingWindowFn<ResultRow, IntervalWindow> {
  private static final long serialVersionUID = 1L;

  private final Duration allowedLateness;

  ClosingWindows(Duration allowedLateness) {
    this.allowedLateness = allowedLateness;
  }

  @Override
  public Collection<IntervalWindow> assignWindows(AssignContext context) {
    ResultRow row = context.element();
    return List.of(new IntervalWindow(row.windowStart(), row.windowEnd().plus(allowedLateness)));
  }

  @Override
  @Deprecated
  @SuppressWarnings("InlineMeSuggester") // Nobody is to call it.
  public boolean isCompatible(WindowFn<?, ?> other) {
    return equals(other);
  }

  @Override
  public Coder<IntervalWindow> windowCoder() {
    return IntervalWindow.getCoder();
  }

  @Override
  public WindowMappingFn<IntervalWindow> getDefaultWindowMappingFn() {
    throw new UnsupportedOperationException("Closing windows are not for side inputs");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ClosingWindows
        && ((ClosingWindows) other).allowedLateness.equals(allowedLateness);
  }

  @Override
  public int hashCode() {
    return Objects.hash(allowedLateness);
  }
}
