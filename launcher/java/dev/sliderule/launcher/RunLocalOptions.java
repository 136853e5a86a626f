package dev.sliderule.launcher;

import dev.sliderule.common.UsageException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/**
 * The options of {@code run-local} as they were typed; {@link LocalPlan} gives them a meaning. An
 * option that stands for one of a job may be called by the job's name for it as well.
 */
@Command(
    name = "run-local",
    sortOptions = false,
    usageHelpAutoWidth = false,
    customSynopsis = "sliderule run-local [--option=value ...]",
    description = "Shows both jobs at work on this machine, with a Kafka of their own.",
    footer = {
      "",
      "Any other option of the pipeline or the generator works as well; it is passed",
      "on. 'pipeline --help' and 'generator --help' list them.",
      "",
      "Ctrl-C stops sending, closes the open windows and prints the summary.",
      "Exit codes: 0 done (with --follow also after Ctrl-C), 1 a job failed,",
      "2 wrong option, 130 Ctrl-C before everything was sent."
    })
class RunLocalOptions {
  @Nullable
  @Option(
      names = {"--records", "--maxRecords"},
      paramLabel = "<count>",
      description =
          "Records to send, -1 without end (default: 300; with --input every row once;"
              + " with --follow -1)")
  String records;

  @Option(
      names = "--rate",
      paramLabel = "<number>",
      description = "Records per second, or max (default: 10)")
  @Nullable
  String rate;

  @Option(
      names = {"--window", "--windowSize"},
      paramLabel = "<duration>",
      description = "Length of a window, such as 10s (default: the pipeline's)")
  @Nullable
  String window;

  @Option(
      names = {"--period", "--windowPeriod"},
      paramLabel = "<duration>",
      description = "Time from one window to the next, such as 5s (default: the pipeline's)")
  @Nullable
  String period;

  @Option(
      names = {"--group-by", "--groupBy"},
      paramLabel = "<fields>",
      description = "Groupings beside the overall total, such as product_category,city")
  @Nullable
  String groupBy;

  @Option(
      names = "--input",
      paramLabel = "<file.csv>",
      description = "CSV file to replay instead of made-up transactions")
  @Nullable
  String input;

  @Option(
      names = {"--bootstrap", "--bootstrapServers"},
      paramLabel = "<host:port>",
      description =
          "Use the Kafka there instead of an own one, with new topics unless --topic is given")
  @Nullable
  String bootstrap;

  @Option(
      names = "--topic",
      paramLabel = "<name>",
      description =
          "Topic of the records (default: customer-transactions); rows go to <name>-results."
              + " Of a topic that is there already only what is new counts")
  @Nullable
  String topic;

  @Option(
      names = "--dir",
      paramLabel = "<directory>",
      description =
          "Where results.jsonl and summary.json go, replacing those of an earlier run"
              + " (default: ${DEFAULT-VALUE})")
  String dir = "target/run-local";

  @Option(
      names = "--format",
      paramLabel = "<format>",
      description =
          "table, json or csv (default: ${DEFAULT-VALUE}); but for the table, only rows"
              + " go to the standard output")
  String format = "table";

  @Nullable
  @Option(
      names = "--dashboard",
      paramLabel = "<host:port>",
      description =
          "Where a browser finds the live page while the run lasts, or off (default:"
              + " 127.0.0.1:8088, or if that is taken any free port)")
  String dashboard;

  @Option(names = "--follow", description = "Go on until Ctrl-C")
  boolean follow;

  @Option(
      names = {"--help", "-h"},
      description = "Show this")
  boolean help;

  /** What is none of the above: for the jobs. */
  @Unmatched List<String> further = new ArrayList<>();

  RunLocalOptions() {}

  /** What the user has typed to get here. */
  String command() {
    return "run-local";
  }

  /**
   * Parses the command line; values are not looked at yet.
   *
   * @throws UsageException if an option is given twice or lacks its value
   */
  static RunLocalOptions parse(String... args) {
    return new RunLocalOptions().read(args);
  }

  /** As {@link #parse}, into this. */
  RunLocalOptions read(String... args) {
    try {
      new CommandLine(this).parseArgs(args);
    } catch (CommandLine.ParameterException e) {
      throw new UsageException(
          String.format(
              "%s; see %s --help",
              e.getMessage().lines().findFirst().orElse("wrong options"), command()),
          e);
    }
    return this;
  }

  /**
   * How to show rows.
   *
   * @throws UsageException if there is no such format
   */
  RowsFormat checkedFormat() {
    return RowsFormat.parse(format);
  }

  /** The text of {@code --help}. */
  String help() {
    StringWriter text = new StringWriter();
    new CommandLine(this).usage(new PrintWriter(text, true));
    return text.toString();
  }
}
