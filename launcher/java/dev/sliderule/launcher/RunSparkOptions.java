package dev.sliderule.launcher;

import dev.sliderule.common.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of {@code run-spark} as they were typed: those of {@code run-local}, and where. */
@Command(
    name = "run-spark",
    sortOptions = false,
    usageHelpAutoWidth = false,
    customSynopsis = "sliderule run-spark [--option=value ...]",
    description = "Shows both jobs at work on Spark, each submitted as a job of its own.",
    footer = {
      "",
      "Any other option of the pipeline or the generator works as well; it is passed",
      "on. 'pipeline --help' and 'generator --help' list them. So do these of Beam's",
      "SparkRunner, for the pipeline: --batchIntervalMillis, --checkpointDir,",
      "--checkpointDurationMillis, --maxRecordsPerBatch, --minReadTimeMillis and",
      "--readTimePercentage. What is not given is in runner-configs.",
      "",
      "Ctrl-C stops sending, closes the open windows and prints the summary.",
      "Exit codes: 0 done (with --follow also after Ctrl-C), 1 a job failed,",
      "2 wrong option, 130 Ctrl-C before everything was sent."
    })
final class RunSparkOptions extends RunLocalOptions {
  @Option(
      names = "--master",
      paramLabel = "<master>",
      description =
          "local[*], local[<threads>], spark://host:port or yarn (default: ${DEFAULT-VALUE});"
              + " on another machine with --bootstrap")
  String master = "local[*]";

  RunSparkOptions() {
    dir = "target/run-spark";
  }

  /**
   * Parses the command line; values are not looked at yet.
   *
   * @throws UsageException if an option is given twice or lacks its value
   */
  static RunSparkOptions parse(String... args) {
    RunSparkOptions options = new RunSparkOptions();
    options.read(args);
    return options;
  }

  @Override
  String command() {
    return "run-spark";
  }

  /**
   * The master, which must reach the Kafka of the run.
   *
   * @throws UsageException if it is none, or is elsewhere and no Kafka is given
   */
  SparkMaster checkedMaster() {
    SparkMaster spark = SparkMaster.parse(master);
    if (bootstrap == null && !spark.onThisMachine()) {
      throw UsageException.badOption(
          "master",
          master,
          "a cluster cannot reach the Kafka that would be started on 127.0.0.1; name one that it"
              + " reaches with --bootstrap=host:port");
    }
    return spark;
  }
}
