package dev.sliderule.pipeline.window;

import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;

/** Sets the allowed lateness of a collection, also to less than it was. */
public final class Lateness {
  private Lateness() {}

  /**
   * Gives {@code collection} this allowed lateness. {@code Window.withAllowedLateness} takes the
   * longer one of what it is told and what was before, and slices wait longer than windows do.
   */
  public static void set(PCollection<?> collection, Duration allowedLateness) {
    collection.setWindowingStrategyInternal(
        collection.getWindowingStrategy().withAllowedLateness(allowedLateness));
  }
}
