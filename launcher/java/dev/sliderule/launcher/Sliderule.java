package dev.sliderule.launcher;

import dev.sliderule.common.ExitCode;
import dev.sliderule.common.Version;
import dev.sliderule.generator.GeneratorPipeline;
import dev.sliderule.generator.SampleData;
import dev.sliderule.pipeline.UniqueCountsPipeline;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The main class of the jar: hands over to the command that the first argument names. */
public final class Sliderule {
  private static final List<CommandEntry> COMMANDS =
      List.of(
          CommandEntry.of(
              "pipeline", "count different keys of a topic in windows", UniqueCountsPipeline::run),
          CommandEntry.of("generator", "send records to a topic", GeneratorPipeline::run),
          CommandEntry.of(
              "run-local",
              "both on this machine, with a Kafka of their own",
              args -> RunLocal.run(new BeamJobs(), args)),
          CommandEntry.of(
              "run-spark", "the same with both jobs on Spark", args -> RunSpark.run(args)),
          CommandEntry.of(
              "dashboard", "the live page of any results topic", args -> ShowDashboard.run(args)),
          CommandEntry.of("sample-data", "write a CSV file of made-up records", SampleData::run),
          CommandEntry.of(
              "show-rows", "result rows from the standard input as a table", ShowRows::run),
          CommandEntry.of("broker", "the Kafka of run-local alone", Broker::run));

  private Sliderule() {}

  /** Runs a command and ends the JVM with its exit code. */
  @SuppressWarnings("SystemExit") // The exit code is part of the commands' contract.
  public static void main(String... args) {
    System.exit(run(COMMANDS, System.out, System.err, args));
  }

  /** Runs one of {@code commands}; returns its exit code. */
  static int run(List<CommandEntry> commands, PrintStream out, PrintStream err, String... args) {
    if (args.length == 0 || args[0].equals("--help") || args[0].equals("-h")) {
      out.printf(Locale.ROOT, "Usage: java -jar sliderule.jar <command> [--option=value ...]%n%n");
      commands.forEach(
          command -> out.printf(Locale.ROOT, "  %-12s %s%n", command.word(), command.purpose()));
      out.printf(
          Locale.ROOT,
          "%n<command> --help lists the options of a command; --version tells the version.%n");
      return ExitCode.OK;
    }
    if (Version.printIfAsked(out, args)) {
      return ExitCode.OK;
    }
    for (CommandEntry command : commands) {
      if (command.word().equals(args[0])) {
        return command.run(Arrays.copyOfRange(args, 1, args.length));
      }
    }
    err.printf(
        Locale.ROOT, "sliderule: '%s' is not a command; --help lists those there are%n", args[0]);
    return ExitCode.USAGE;
  }
}
