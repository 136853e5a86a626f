package dev.sliderule.launcher;

import dev.sliderule.common.ExitCode;
import dev.sliderule.common.JobFailedException;
import dev.sliderule.common.UsageException;
import dev.sliderule.common.Version;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code broker}: the Kafka of {@code run-local} alone, until it is told to stop. */
@Command(
    name = "broker",
    sortOptions = false,
    customSynopsis = "sliderule broker [--option=value ...]",
    description = "A Kafka of one node, without encryption or passwords, until Ctrl-C.")
public final class Broker {
  @Option(
      names = "--host",
      paramLabel = "<host>",
      description =
          "address of this machine to listen at, as clients know it (default: ${DEFAULT-VALUE})")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "<port>",
      description = "port, 1 to 65535 (default: ${DEFAULT-VALUE})")
  private int port = 9092;

  @Option(
      names = "--dir",
      paramLabel = "<directory>",
      description =
          "where the records stay, also when it ends: a directory that is new, empty or of an earlier"
              + " broker (default: ${DEFAULT-VALUE}, which make clean removes)")
  private Path dir = Path.of("target", "broker");

  @Option(names = "--help", usageHelp = true, description = "show this")
  private boolean help;

  private Broker() {}

  /** Runs a broker and ends the JVM with its exit code. */
  @SuppressWarnings("SystemExit") // The exit code is part of the command's contract.
  public static void main(String... args) {
    System.exit(run(args));
  }

  /**
   * Runs until a signal comes.
   *
   * @return the exit code
   */
  static int run(String... args) {
    try (Interruption interruption = Interruption.onSignals()) {
      int code = run(System.out, System.err, interruption, args);
      interruption.ended(code);
      return code;
    }
  }

  /** As {@link #run(String...)}, with everything from outside. */
  static int run(PrintStream out, PrintStream err, Interruption interruption, String... args) {
    return dev.sliderule.common.Command.run(
        err,
        () -> {
          // The main class of a jar of its own, too.
          if (Version.printIfAsked(out, args)) {
            return ExitCode.OK;
          }
          Broker options = parse(args);
          if (options.help) {
            out.print(new CommandLine(options).getUsageMessage());
            return ExitCode.OK;
          }
          try (EmbeddedBroker broker = options.start()) {
            out.println("Kafka " + broker.bootstrapServers());
            interruption.await();
          }
          return ExitCode.OK;
        });
  }

  private static Broker parse(String... args) {
    Broker options = new Broker();
    try {
      new CommandLine(options).parseArgs(args);
    } catch (CommandLine.ParameterException e) {
      throw new UsageException(e.getMessage() + "; 'broker --help' lists the options", e);
    }
    if (options.port < 1 || options.port > 65_535) {
      throw UsageException.badOption("port", options.port, "expected a number from 1 to 65535");
    }
    return options;
  }

  private EmbeddedBroker start() {
    try {
      return EmbeddedBroker.start(dir, host, port);
    } catch (IllegalStateException e) {
      throw new JobFailedException(
          String.format(
              Locale.ROOT, "Kafka does not start at %s:%d: %s", host, port, e.getMessage()),
          e);
    }
  }
}
