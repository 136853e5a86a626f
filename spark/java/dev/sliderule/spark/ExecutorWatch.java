package dev.sliderule.spark;

import java.util.Locale;
import javax.annotation.Nullable;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;

/**
 * Notices that an executor is gone. Spark would have another one do its work again, but a source
 * that is read again gives other records. Spark makes the instance, so what it knows is static.
 */
public final class ExecutorWatch extends SparkListener {
  @Nullable private static volatile String lost;

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
    lost =
        String.format(
            Locale.ROOT, "executor %s is gone (%s)", removed.executorId(), removed.reason());
  }

  /** Which executor is gone, and why; null if none is. */
  @Nullable
  static String lost() {
    return lost;
  }

  static void reset() {
    lost = null;
  }
}
