package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.window.SlidingWindowSpec;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import javax.annotation.Nullable;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.NonMergingWindowFn;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.transforms.windowing.WindowMappingFn;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Puts a window part into the one sliding window that it names. */
final class WindowsByEnd extends NonMergingWindowFn<KV<Integer, WindowPart>, IntervalWindow> {
  private static final long serialVersionUID = 1L;

  private final Duration size;

  WindowsByEnd(SlidingWindowSpec windows) {
    this.size = windows.size();
  }

  @Override
  public Collection<IntervalWindow> assignWindows(AssignContext context) {
    Instant end = context.element().getValue().end().plus(Duration.millis(1));
    return List.of(new IntervalWindow(end.minus(size), end));
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
    throw new UnsupportedOperationException("Sliding windows are not for side inputs");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WindowsByEnd && ((WindowsByEnd) other).size.equals(size);
  }

  @Override
  public int hashCode() {
    return Objects.hash(size);
  }
}
