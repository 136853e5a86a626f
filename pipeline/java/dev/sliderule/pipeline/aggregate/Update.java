package dev.sliderule.pipeline.aggregate;

import com.google.auto.value.AutoValue;
import dev.sliderule.pipeline.write.ResultRow;
import javax.annotation.Nullable;
import org.joda.time.Instant;

/**
 * What there is to know for those who keep the slices of a shard: what a slice has got in time, or
 * that a window is to be published, with what came late for it.
 */
@AutoValue
abstract class Update {
  /** The last millisecond of the slice or of the window. */
  abstract Instant end();

  /** Why the window is to be published; null if this is about a slice. */
  @Nullable
  abstract ResultRow.Pane pane();

  abstract GroupAggregates aggregates();

  boolean isSlice() {
    return pane() == null;
  }

  static Update ofSlice(Instant end, GroupAggregates aggregates) {
    return new AutoValue_Update(end, null, aggregates);
  }

  static Update ofWindow(Instant end, ResultRow.Pane pane, GroupAggregates late) {
    return new AutoValue_Update(end, pane, late);
  }
}
