package dev.sliderule.launcher;

import dev.sliderule.common.Command;
import dev.sliderule.common.ExitCode;
import dev.sliderule.common.JobFailedException;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** The command {@code run-local}: both jobs on this machine, with a live table of the windows. */
public final class RunLocal {
  private static final Duration PATIENCE = Duration.standardSeconds(60);

  private RunLocal() {}

  /**
   * Runs until everything is done, or a signal comes.
   *
   * @return the exit code
   */
  static int run(LocalJobs jobs, String... args) {
    return onConsole(
        (out, err, terminal, interruption) -> run(jobs, out, err, terminal, interruption, args));
  }

  /** Runs something with the console of this process and the signals that it gets. */
  static int onConsole(Body body) {
    // Groups may have any character, whatever the locale says.
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    try (Interruption interruption = Interruption.onSignals()) {
      int code = body.run(out, System.err, isTerminal(), interruption);
      interruption.ended(code);
      return code;
    }
  }

  /**
   * As {@link #run(LocalJobs, String...)}, with everything from outside.
   *
   * @param terminal whether {@code out} understands control characters
   */
  static int run(
      LocalJobs jobs,
      PrintStream out,
      PrintStream err,
      boolean terminal,
      Interruption interruption,
      String... args) {
    return Command.run(
        err,
        () -> {
          RunLocalOptions options = RunLocalOptions.parse(args);
          if (options.help) {
            out.print(options.help());
            return ExitCode.OK;
          }
          LocalPlan plan = LocalPlan.of(options, jobs, Instant.now());
          LiveView view = LiveView.of(options.checkedFormat(), out, err, terminal);
          return run(plan, jobs, view, interruption, PATIENCE);
        });
  }

  /**
   * Runs a plan to its end, and says how it ended.
   *
   * @param patience how long to wait for what is due
   * @return the exit code
   */
  static int run(
      LocalPlan plan, LocalJobs jobs, LiveView view, Interruption interruption, Duration patience)
      throws IOException, InterruptedException {
    Optional<RunSummary> summary = new LocalRun(plan, jobs, view, interruption, patience).run();
    summary.ifPresent(numbers -> view.say(end(plan, numbers)));
    summary
        .flatMap(RunSummary::problem)
        .ifPresent(
            problem -> {
              throw new JobFailedException(problem);
            });
    boolean early = interruption.isRequested() && !plan.follow();
    return early ? Interruption.EXIT_CODE : ExitCode.OK;
  }

  @SuppressWarnings("SystemConsoleNull") // Later JDKs always have a console and the other method.
  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  private static String end(LocalPlan plan, RunSummary summary) {
    return String.format(
        Locale.ROOT,
        "%n%srows in %s%nsummary in %s",
        summary.text(),
        LocalRun.resultsFile(plan),
        LocalRun.summaryFile(plan));
  }

  /** What is run with a console. */
  interface Body {
    /**
     * Runs to the end; returns the exit code.
     *
     * @param terminal whether {@code out} understands control characters
     */
    int run(PrintStream out, PrintStream err, boolean terminal, Interruption interruption);
  }
}
