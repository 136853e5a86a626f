package dev.sliderule.spark;

import dev.sliderule.common.UsageException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.runners.spark.SparkPipelineOptions;
import org.apache.spark.SparkConf;

/** What a job needs of Spark's configuration, and of Beam's options for Spark. */
final class SparkConfiguration {
  /** Beam's default, which the job replaces by {@link #READ_SHARE}. */
  private static final double BEAM_READ_SHARE = 0.1;

  private static final double READ_SHARE = 0.2;

  private static final int RECORDS_PER_BATCH = 100_000;

  /** With any other value, results could be wrong. */
  private static final Map<String, String> REQUIRED = new LinkedHashMap<>();

  /** Better than Spark's own defaults; the user's word counts more. */
  private static final Map<String, String> DEFAULTS = new LinkedHashMap<>();

  static {
    // A second attempt at reading would go on where the first stopped, and lose what that had read.
    REQUIRED.put("spark.task.maxFailures", "1");
    REQUIRED.put("spark.stage.maxConsecutiveAttempts", "1");
    REQUIRED.put("spark.speculation", "false");
    // The job stops between two batches; see BatchGate.
    REQUIRED.put("spark.streaming.concurrentJobs", "1");
    // When Spark cannot keep up with the interval, the next batch must wait; see BatchGate.
    REQUIRED.put("spark.streaming.clock", BatchClock.class.getName());
    // An executor that goes takes the records of the current batch with it.
    REQUIRED.put("spark.dynamicAllocation.enabled", "false");
    // Kryo cannot read back the names of Beam's metrics, so that no task would ever end.
    REQUIRED.put("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
    // A reader stays where it is as long as its executor lives, and does not start anew elsewhere.
    DEFAULTS.put("spark.locality.wait", "1h");
    DEFAULTS.put("spark.shuffle.reduceLocality.enabled", "false");
    // The job sees to the end of the last batch itself; see BatchGate.
    DEFAULTS.put("spark.streaming.gracefulStopTimeout", "2s");
    DEFAULTS.put("spark.ui.showConsoleProgress", "false");
    // What Spark remembers of jobs that have ended, of which there are several in each batch.
    DEFAULTS.put("spark.ui.retainedJobs", "100");
    DEFAULTS.put("spark.ui.retainedStages", "100");
  }

  private static final Pattern LOCAL = Pattern.compile("local(\\[(?<threads>\\*|[1-9]\\d*)])?");

  private SparkConfiguration() {}

  /** The master that the job will run on. */
  static String master(SparkPipelineOptions options) {
    return new SparkConf().get("spark.master", options.getSparkMaster());
  }

  /** Whether driver and executors are one process. */
  static boolean isLocal(SparkPipelineOptions options) {
    return master(options).startsWith("local");
  }

  /** How many tasks run side by side, as far as is known before Spark has started. */
  static int cores(SparkPipelineOptions options) {
    Matcher local = LOCAL.matcher(master(options));
    SparkConf conf = new SparkConf();
    if (!local.matches()) {
      int onExecutors =
          conf.getInt("spark.executor.instances", 2) * conf.getInt("spark.executor.cores", 1);
      return conf.getInt("spark.default.parallelism", onExecutors);
    }
    String threads = local.group("threads");
    if (threads == null) {
      return 1;
    }
    return threads.equals("*")
        ? Runtime.getRuntime().availableProcessors()
        : Integer.parseInt(threads);
  }

  /**
   * Completes Spark's configuration through system properties, from which Spark takes it.
   *
   * @throws UsageException if a setting would make results wrong
   */
  static void complete(SparkPipelineOptions options) {
    requireOneAttempt(options);
    SparkConf conf = new SparkConf();
    REQUIRED.forEach(
        (name, value) -> {
          String set = conf.get(name, value);
          if (!set.equals(value)) {
            throw new UsageException(
                String.format(
                    Locale.ROOT,
                    "%s=%s is bad: records could be lost, or the job stand still; expected %s",
                    name,
                    set,
                    value));
          }
          System.setProperty(name, value);
        });
    DEFAULTS.forEach((name, value) -> System.setProperty(name, conf.get(name, value)));
    String listener = ExecutorWatch.class.getName();
    String listeners = conf.get("spark.extraListeners", "");
    if (!listeners.contains(listener)) {
      System.setProperty(
          "spark.extraListeners", listeners.isEmpty() ? listener : listeners + "," + listener);
    }
    if (options.getReadTimePercentage() == BEAM_READ_SHARE) {
      options.setReadTimePercentage(READ_SHARE);
    }
  }

  /**
   * Refuses a local master with which Spark would run a task more than once, or in executors of its
   * own. With {@code local[2,4]}, a task may fail up to four times: Spark goes by the second number
   * and not by {@code spark.task.maxFailures}.
   */
  private static void requireOneAttempt(SparkPipelineOptions options) {
    if (isLocal(options) && !LOCAL.matcher(master(options)).matches()) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "%s=%s is bad: Spark would repeat tasks or start executors of its own, and records"
                  + " could be lost; expected local, local[*], local[<threads>] or the master of a"
                  + " cluster",
              new SparkConf().contains("spark.master") ? "spark.master" : "--sparkMaster",
              master(options)));
    }
  }

  /**
   * How many records a batch may read, over all readers. What Beam bounds are blocks of them; it is
   * told to be content with one from each reader, which has all that was at hand in it.
   */
  static int takeRecordsPerBatch(SparkPipelineOptions options) {
    long asked = options.getMaxRecordsPerBatch();
    options.setMaxRecordsPerBatch(1L);
    return asked <= 0 ? RECORDS_PER_BATCH : (int) Math.min(asked, Integer.MAX_VALUE);
  }
}
