package dev.sliderule.spark;

import dev.sliderule.pipeline.UniqueCountsJob;
import dev.sliderule.pipeline.UniqueCountsPipeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.runners.spark.io.MicrobatchSource;
import org.apache.beam.runners.spark.metrics.MetricsAccumulator;
import org.apache.beam.runners.spark.util.GlobalWatermarkHolder;

/** Jobs on a Spark in this process, one after the other; Beam's runner keeps static state. */
final class InProcessSpark {
  private static boolean used;

  private InProcessSpark() {}

  /** Starts a pipeline with two executor threads. */
  static UniqueCountsJob start(String... args) {
    return start(false, args);
  }

  /** The same with Spark's pages, on any free port. */
  static UniqueCountsJob startWithPages(String... args) {
    System.setProperty("spark.ui.port", "0");
    return start(true, args);
  }

  private static UniqueCountsJob start(boolean pages, String... args) {
    GlobalWatermarkHolder.clear();
    MetricsAccumulator.clear();
    if (used) {
      MicrobatchSource.clearCache();
    }
    used = true;
    System.setProperty("spark.ui.enabled", Boolean.toString(pages));
    System.setProperty("spark.driver.host", "127.0.0.1");
    System.setProperty("spark.driver.bindAddress", "127.0.0.1");
    System.setProperty("spark.streaming.gracefulStopTimeout", "100ms");
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.add("--runner=SparkRunner");
    if (all.stream().noneMatch(arg -> arg.startsWith("--sparkMaster="))) {
      all.add("--sparkMaster=local[2]");
    }
    return UniqueCountsPipeline.start(UniqueCountsPipeline.options(all.toArray(new String[0])));
  }
}
