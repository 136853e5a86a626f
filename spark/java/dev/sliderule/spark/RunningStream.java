package dev.sliderule.spark;

import dev.sliderule.common.Repeating;
import java.util.Optional;
import org.apache.spark.streaming.StreamingContext;
import org.joda.time.Duration;
import scala.Option;

/** What Spark is running for Beam; Beam itself can only stop it after all that has begun. */
@SuppressWarnings(
    "deprecation") // Spark deprecates this way of streaming, and Beam's runner uses it.
final class RunningStream {
  private static final Duration CANCEL_PAUSE = Duration.millis(500);

  private final StreamingContext context;

  private RunningStream(StreamingContext context) {
    this.context = context;
  }

  /** The one in this process, if there is one. */
  static Optional<RunningStream> active() {
    Option<StreamingContext> active = StreamingContext.getActive();
    return active.isDefined() ? Optional.of(new RunningStream(active.get())) : Optional.empty();
  }

  /**
   * Waits for its end, but not longer than that; returns whether it has come.
   *
   * @throws RuntimeException or a checked exception that Scala does not declare, when a batch fails
   */
  boolean endsWithin(Duration time) {
    return context.awaitTerminationOrTimeout(time.getMillis());
  }

  /**
   * Stops it, whatever it is doing. Spark waits for a batch that is being read, and for the running
   * one a while; so these are made to fail, however often there is another one.
   */
  void stopNow() {
    Repeating canceller =
        Repeating.start(
            "batch-canceller",
            CANCEL_PAUSE,
            () -> {
              if (!context.sparkContext().isStopped()) {
                context.sparkContext().cancelAllJobs();
              }
            });
    try {
      context.stop(false, false);
    } finally {
      canceller.close();
    }
  }
}
