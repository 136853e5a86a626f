package dev.sliderule.bench;

import dev.sliderule.common.ExitCode;
import dev.sliderule.common.UsageException;
import dev.sliderule.launcher.EmbeddedBroker;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import javax.annotation.Nullable;
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
  /** What is measured. */
  enum Part {
    THROUGHPUT,
    LATENCY
  }

  @Option(names = "--records", description = "in the whole topic (default: ${DEFAULT-VALUE})")
  private int records = 2_000_000;

  @Option(
      names = "--cases",
      split = ",",
      description =
          "of a: Sliderule on Spark, c: Structured Streaming,"
              + " d: Sliderule on the DirectRunner, e: Kafka Streams (default: ${DEFAULT-VALUE})")
  private List<String> letters = List.of("a", "c", "d", "e");

  @Option(names = "--windows", split = ",", description = "size/period, only these questions")
  private List<String> windows = List.of();

  @Option(names = "--groups", split = ",", description = "10, 1000 or 100000, only these questions")
  private List<Integer> groups = List.of();

  @Option(
      names = "--all",
      description = "ask every question of every case; it takes a night, the usual ones an hour")
  private boolean all;

  @Option(names = "--repetitions", description = "runs of each case at most")
  private int repetitions = Integer.MAX_VALUE;

  @Option(names = "--parts", split = ",", description = "of throughput and latency (default: both)")
  private List<Part> parts = List.of(Part.values());

  @Option(
      names = "--latencyRate",
      description = "records/s (default: half of what the slower one of a and c has reached)")
  @Nullable
  private Integer latencyRate;

  @Option(
      names = "--latencySeconds",
      description = "event time that latency is measured over (default: ${DEFAULT-VALUE})")
  private int latencySeconds = 60;

  @Option(names = "--profile", description = "write profile.jfr for case a, which is slower then")
  private boolean profile;

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
      new CommandLine(benchmark).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(args);
    } catch (CommandLine.ParameterException e) {
      throw new UsageException(e.getMessage() + "; ARGS=--help lists the options", e);
    }
    if (benchmark.help) {
      out.print(new CommandLine(benchmark).getUsageMessage());
      return ExitCode.OK;
    }
    return benchmark.run(out) ? ExitCode.OK : ExitCode.FAILURE;
  }

  /** Returns whether all rows of all runs came, and the right ones. */
  private boolean run(PrintStream print) throws Exception {
    List<Subject> subjects = subjects();
    List<Case> cases = parts.contains(Part.THROUGHPUT) ? cases(subjects) : List.of();
    requireRate();
    List<Latency> latencies = new ArrayList<>();
    BenchReport report = new BenchReport(cases, latencies);
    Path work = emptyWork(out);
    try (EmbeddedBroker broker = EmbeddedBroker.start(work.resolve("broker"))) {
      Duration limit = Duration.ofSeconds(limitSeconds);
      ThroughputPart throughput =
          new ThroughputPart(broker.bootstrapServers(), cases, heap, limit, work);
      throughput.load(print, records);
      throughput.run(print, () -> report.write(out));
      if (parts.contains(Part.LATENCY)) {
        latencies.addAll(latencies(print, broker, subjects, cases));
      }
    }
    report.write(out);
    Trees.delete(work.resolve("broker"));
    print.print(report.table());
    print.printf("%n%s and bench.svg have all of it%n", out.resolve("bench.json"));
    return cases.stream().flatMap(c -> c.measurements().stream()).allMatch(Measurement::isComplete)
        && latencies.stream().allMatch(latency -> latency.rowsMissing() == 0);
  }

  /**
   * Makes a directory for what the processes keep, in place of that of an earlier benchmark.
   *
   * @throws UsageException if there is one of somebody else
   */
  static Path emptyWork(Path out) throws IOException {
    Path work = out.resolve("work").toAbsolutePath();
    Path mark = work.resolve("of-sliderule-bench");
    if (Files.exists(work) && !Files.exists(mark)) {
      throw UsageException.badOption(
          "out",
          out,
          "its directory 'work' would be removed, and is not marked as one of an earlier"
              + " benchmark; remove it, or name another directory");
    }
    Trees.delete(work);
    Files.createDirectories(work);
    Files.createFile(mark);
    return work;
  }

  private List<Latency> latencies(
      PrintStream print, EmbeddedBroker broker, List<Subject> subjects, List<Case> cases)
      throws Exception {
    OptionalInt rate = latencyRate != null ? OptionalInt.of(latencyRate) : LatencyPart.rate(cases);
    if (rate.isEmpty()) {
      print.printf(
          "Latency is left out: the rates of a and c for %s with %d groups are not known;"
              + " --latencyRate gives one%n",
          LatencyPart.WINDOWS, LatencyPart.GROUPS.groups());
      return List.of();
    }
    return new LatencyPart(
            broker.bootstrapServers(),
            heap,
            out.resolve("work").toAbsolutePath(),
            Duration.ofSeconds(latencySeconds))
        .run(
            print,
            subjects.stream().filter(Subject::takesEventsAsTheyCome).collect(Collectors.toList()),
            rate.getAsInt());
  }

  private void requireRate() {
    if (!parts.contains(Part.THROUGHPUT) && latencyRate == null) {
      throw new UsageException(
          "--parts=latency is not enough: without throughput it needs --latencyRate as well, as in"
              + " --latencyRate=20000");
    }
  }

  private List<Subject> subjects() {
    Subject ours = new SliderulePipeline();
    List<Subject> subjects =
        List.of(
            profile ? new Profiled(ours) : ours,
            new StructuredStreaming(StructuredStreaming.TriggerKind.AVAILABLE_NOW),
            new StructuredStreaming(StructuredStreaming.TriggerKind.PROCESSING_TIME),
            new DirectRunnerPipeline(),
            new KafkaStreamsWindows());
    List<String> known = subjects.stream().map(Subject::letter).collect(Collectors.toList());
    letters.stream()
        .filter(letter -> !known.contains(letter))
        .findFirst()
        .ifPresent(
            letter -> {
              throw new UsageException(
                  String.format("--cases=%s is bad: expected some of a,c,d,e", letter));
            });
    return subjects.stream()
        .filter(subject -> letters.contains(subject.letter()))
        .collect(Collectors.toList());
  }

  private List<Case> cases(List<Subject> subjects) {
    List<Case> cases =
        (all ? Question.all() : Question.usual())
            .stream()
                .filter(question -> windows.isEmpty() || windows.contains(question.windows()))
                .filter(question -> groups.isEmpty() || groups.contains(question.groups()))
                .flatMap(question -> question.cases(subjects, records, repetitions).stream())
                .collect(Collectors.toList());
    if (cases.isEmpty()) {
      throw new UsageException(
          String.format(
              "Nothing is asked with --cases=%s --windows=%s --groups=%s: expected some of the usual"
                  + " questions, or --all",
              letters, windows, groups));
    }
    return cases;
  }
}
