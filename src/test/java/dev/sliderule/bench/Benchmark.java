package dev.sliderule.bench;

import dev.sliderule.common.ExitCode;
import dev.sliderule.common.UsageException;
import dev.sliderule.launcher.EmbeddedBroker;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Compares our pipeline with others that count the same topic on this machine: each in a process of
 * its own, one after the other, several times, with every row checked.
 */
@Command(
    name = "make bench",
    sortOptions = false,
    customSynopsis = "make bench [ARGS=\"--option=value ...\"]",
    description = "Loads a topic, lets every case count it, and reports what they need for it.")
public final class Benchmark {
  private static final int EVENT_MINUTES = 20;
  private static final int TENTH = 10;

  private static final List<Subject> SUBJECTS =
      List.of(
          new SliderulePipeline(),
          new SlideruleWithPlainWindows(),
          new StructuredStreaming(StructuredStreaming.TriggerKind.AVAILABLE_NOW),
          new StructuredStreaming(StructuredStreaming.TriggerKind.PROCESSING_TIME),
          new DirectRunnerPipeline(),
          new KafkaStreamsWindows());

  @Option(names = "--records", description = "records in the topic (default: ${DEFAULT-VALUE})")
  private int records = 2_000_000;

  @Option(names = "--repetitions", description = "runs of each case (default: ${DEFAULT-VALUE})")
  private int repetitions = 3;

  @Option(
      names = "--cases",
      split = ",",
      description =
          "a: Sliderule on Spark, b: the same with plain windows, c: Structured Streaming, d: Sliderule on the DirectRunner"
              + " with a tenth of the records, e: Kafka Streams (default: ${DEFAULT-VALUE})")
  private List<String> letters = List.of("a", "b", "c", "d");

  @Option(names = "--windows", split = ",", description = "size/period (default: ${DEFAULT-VALUE})")
  private List<String> windows = List.of("10s/5s", "60s/5s", "300s/5s");

  @Option(
      names = "--groups",
      split = ",",
      description = "of 10, 1000 and 100000 (default: ${DEFAULT-VALUE})")
  private List<Integer> groups = List.of(10, 1_000, 100_000);

  @Option(names = "--heap", description = "of each process (default: ${DEFAULT-VALUE})")
  private String heap = "2g";

  @Option(
      names = "--limit",
      description = "after which a run is given up, in seconds (default: ${DEFAULT-VALUE})")
  private int limitSeconds = 600;

  @Option(names = "--out", description = "directory for the results (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("target", "bench");

  @Option(names = "--help", usageHelp = true, description = "show this")
  private boolean help;

  private Benchmark() {}

  @SuppressWarnings("SystemExit") // The exit code is part of the command's contract.
  public static void main(String[] args) {
    // Numbers in table, JSON and chart look the same everywhere.
    Locale.setDefault(Locale.ROOT);
    System.exit(dev.sliderule.common.Command.run(System.err, () -> run(System.out, args)));
  }

  private static int run(PrintStream out, String... args) throws Exception {
    Benchmark benchmark = new Benchmark();
    try {
      new CommandLine(benchmark).parseArgs(args);
    } catch (CommandLine.ParameterException e) {
      throw new UsageException(e.getMessage() + "; ARGS=--help lists the options", e);
    }
    if (benchmark.help) {
      out.print(new CommandLine(benchmark).getUsageMessage());
      return ExitCode.OK;
    }
    List<Case> cases = benchmark.cases();
    benchmark.run(out, cases);
    return cases.stream().flatMap(c -> c.measurements().stream()).allMatch(Measurement::isComplete)
        ? ExitCode.OK
        : ExitCode.FAILURE;
  }

  private List<Case> cases() {
    try {
      List<Case> cases = new ArrayList<>();
      for (String window : windows) {
        for (int number : groups) {
          SUBJECTS.stream()
              .filter(subject -> letters.contains(subject.letter()))
              .map(subject -> new Case(subject, WindowLength.parse(window), GroupField.of(number)))
              .forEach(cases::add);
        }
      }
      return cases;
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  private void run(PrintStream print, List<Case> cases) throws Exception {
    Path work = out.resolve("work").toAbsolutePath();
    deleteTree(work);
    BenchReport report = new BenchReport(cases);
    try (EmbeddedBroker broker = EmbeddedBroker.start(work.resolve("broker"))) {
      Events events = new Events(records, Duration.ofMinutes(EVENT_MINUTES).toMillis());
      BenchTopic whole = load(print, broker, "bench-records", events);
      BenchTopic tenth =
          cases.stream().anyMatch(c -> c.subject().takesATenth())
              ? load(print, broker, "bench-records-tenth", events.first(records / TENTH))
              : whole;
      Progress progress = new Progress(print, isTerminal(), cases.size() * repetitions);
      for (int repetition = 1; repetition <= repetitions; repetition++) {
        for (Case next : cases) {
          progress.next(
              String.format(
                  "%s: %s, repetition %d", next.question(), next.subject().name(), repetition));
          String name = String.format("bench-run-%d-%d", cases.indexOf(next), repetition);
          Run run =
              new Run(
                  broker.bootstrapServers(),
                  next.subject().takesATenth() ? tenth : whole,
                  name,
                  next.windows(),
                  next.groups(),
                  heap,
                  work.resolve(name));
          Measurement measurement =
              new MeasuredRun(next.subject(), run, Duration.ofSeconds(limitSeconds), progress::at)
                  .measure();
          next.add(measurement);
          deleteTree(run.state());
          progress.done(summary(measurement, run));
          // What is known so far stays, whatever comes.
          report.write(out);
        }
      }
    }
    deleteTree(work.resolve("broker"));
    print.print(report.table());
    print.printf("%n%s and bench.svg have all of it%n", out.resolve("bench.json"));
  }

  @SuppressWarnings("SystemConsoleNull") // Newer Java would need a method that 11 lacks.
  private static boolean isTerminal() {
    return System.console() != null;
  }

  private static BenchTopic load(
      PrintStream print, EmbeddedBroker broker, String name, Events events) throws Exception {
    long start = System.nanoTime();
    print.printf("Loading %,d records ...%n", events.number());
    BenchTopic topic = BenchTopic.load(broker.bootstrapServers(), name, events, loaded -> {});
    print.printf("Loaded in %.1f s%n", (System.nanoTime() - start) / 1e9);
    return topic;
  }

  private static String summary(Measurement measurement, Run run) {
    Accuracy accuracy = measurement.accuracy();
    return String.format(
        "%s, %.1f s in all, %,d rows missing, %,d wrong%s",
        measurement.rate() == 0
            ? "did not finish"
            : String.format("%,.0f records/s", measurement.rate()),
        measurement.total().toMillis() / 1000.0,
        accuracy.missingRows(),
        accuracy.wrongRows(),
        measurement.isComplete() ? "" : "; see " + run.directory().resolve("log"));
  }

  private static void deleteTree(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).collect(Collectors.toList())) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
