package dev.sliderule.launcher;

import dev.sliderule.common.Command;
import dev.sliderule.common.EndOfTopic;
import dev.sliderule.common.ExitCode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.joda.time.format.DateTimeFormat;

/** The command {@code run-spark}: as {@code run-local}, with both jobs submitted to a Spark. */
final class RunSpark {
  /** A cluster may have to find room for a job. */
  private static final Duration PATIENCE = Duration.standardMinutes(3);

  private RunSpark() {}

  /**
   * Runs until everything is done, or a signal comes.
   *
   * @return the exit code
   */
  static int run(String... args) {
    return RunLocal.onConsole(
        (out, err, terminal, interruption) -> run(out, err, terminal, interruption, args));
  }

  /**
   * As {@link #run(String...)}, with everything from outside.
   *
   * @param terminal whether {@code out} understands control characters
   */
  static int run(
      PrintStream out,
      PrintStream err,
      boolean terminal,
      Interruption interruption,
      String... args) {
    return Command.run(
        err,
        () -> {
          RunSparkOptions options = RunSparkOptions.parse(args);
          if (options.help) {
            out.print(options.help());
            return ExitCode.OK;
          }
          Instant now = Instant.now();
          SparkMaster master = options.checkedMaster();
          try (ScratchDirectory checkpoints = ScratchDirectory.make("sliderule-spark-")) {
            JobCommands commands =
                new SparkJobCommands(master, Path.of(""), sparkHome(), checkpoints.path());
            LocalJobs jobs =
                new SubmittedJobs(
                    commands, LocalPlan.dir(options.dir), name(now), EndOfTopic::announce);
            LocalPlan plan = LocalPlan.of(options, jobs, now);
            LiveView view = LiveView.of(options.checkedFormat(), out, err, terminal);
            return RunLocal.run(plan, jobs, view, interruption, PATIENCE);
          }
        });
  }

  private static Optional<Path> sparkHome() {
    return Optional.ofNullable(System.getenv("SPARK_HOME"))
        .filter(home -> !home.isEmpty())
        .map(Path::of);
  }

  private static String name(Instant now) {
    return DateTimeFormat.forPattern("yyyyMMdd-HHmmss-SSS").withZoneUTC().print(now);
  }
}
