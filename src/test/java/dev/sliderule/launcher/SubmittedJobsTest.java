package dev.sliderule.launcher;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import dev.sliderule.common.ExitCode;
import dev.sliderule.generator.GeneratorPipeline;
import dev.sliderule.pipeline.UniqueCountsPipeline;
import dev.sliderule.pipeline.read.EndOfInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs with both jobs in JVMs of their own; only Spark is missing. */
class SubmittedJobsTest {
  @TempDir private Path dir;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<String> announced = new ArrayList<>();

  @Test
  void runsToTheSummary() throws IOException {
    int code =
        run(Interruption.byRequest(), "--records=120", "--rate=40", "--window=2s", "--period=1s");

    assertThat(err.toString(StandardCharsets.UTF_8), is(""));
    assertThat(code, is(ExitCode.OK));
    assertThat(
        out.toString(StandardCharsets.UTF_8),
        containsString(
            String.format("%nsent 120%nread 120 = counted 120 + late 0 + malformed 0%n")));
    assertThat(announced, is(List.of("customer-transactions-run-spark-7 customer-transactions")));
    assertThat(Files.exists(dir.resolve("summary.json")), is(true));
    assertThat(Files.readAllLines(dir.resolve("pipeline.log")), is(List.of()));
    assertThat(Files.readAllLines(dir.resolve("generator.log")), is(List.of()));
  }

  @Test
  void interruptionStopsTheGeneratorAndClosesTheWindows() {
    Interruption interruption = Interruption.byRequest();
    interruptWhen("all ", interruption);
    int code = run(interruption, "--follow", "--rate=50", "--window=1s", "--period=1s");

    assertThat(err.toString(StandardCharsets.UTF_8), is(""));
    assertThat(code, is(ExitCode.OK));
    assertThat(out.toString(StandardCharsets.UTF_8), containsString(" + late 0 + malformed 0\n"));
  }

  private void interruptWhen(String shown, Interruption interruption) {
    Thread thread =
        new Thread(
            () -> {
              Awaitility.await()
                  .atMost(java.time.Duration.ofMinutes(2))
                  .until(() -> out.toString(StandardCharsets.UTF_8).contains(shown));
              interruption.request();
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Test
  void wrongOptionOfTheGeneratorEndsBothWithItsSentence() {
    int code = run(Interruption.byRequest(), "--batchSize=0");

    assertThat(code, is(ExitCode.USAGE));
    assertThat(
        err.toString(StandardCharsets.UTF_8),
        is(
            String.format(
                "sliderule: --batchSize=0 is bad: expected a whole number from 1 to 1000000"
                    + " (its log: %s)%n",
                dir.resolve("generator.log"))));
    assertThat(
        ProcessHandle.current()
            .descendants()
            .map(process -> process.info().commandLine().orElse(""))
            .filter(line -> line.contains(UniqueCountsPipeline.class.getSimpleName()))
            .count(),
        is(0L));
  }

  @Test
  void wrongOptionOfThePipelineIsItsSentence() {
    int code = run(Interruption.byRequest(), "--groupBy=a,a");

    assertThat(code, is(ExitCode.USAGE));
    assertThat(
        err.toString(StandardCharsets.UTF_8),
        startsWith("sliderule: --groupBy=a,a is bad: 'a' is there twice"));
  }

  @Test
  void optionsOfTheRunnerAreForThePipeline() {
    SubmittedJobs jobs = new SubmittedJobs(new Jvms(), dir, "7", this::announce);

    assertThat(jobs.pipelineOptions(), hasItem("targetParallelism"));
    assertThat(jobs.pipelineLog(), is(dir.resolve("pipeline.log").toString()));
    assertThat(
        LocalPlan.of(RunSparkOptions.parse("--targetParallelism=2"), jobs, Instant.now())
            .pipelineArguments(),
        hasItem("--targetParallelism=2"));
  }

  private int run(Interruption interruption, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--dir=" + dir);
    all.add("--dashboard=off");
    return RunLocal.run(
        new SubmittedJobs(new Jvms(), dir, "7", this::announce),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        false,
        interruption,
        all.toArray(new String[0]));
  }

  private void announce(
      String bootstrapServers, Map<String, Object> config, String group, String topic) {
    announced.add(group + " " + topic);
    try {
      AtomicFile.write(dir.resolve("end-of-input"), List.of(bootstrapServers, topic));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The jobs on the DirectRunner, with the class path of the test. */
  private final class Jvms implements JobCommands {
    @Override
    public Collection<String> runnerOptions() {
      return List.of("targetParallelism");
    }

    @Override
    public List<String> pipeline(List<String> arguments) {
      return java(EndedByFile.class, dir.resolve("end-of-input").toString(), arguments);
    }

    @Override
    public List<String> generator(List<String> arguments) {
      return java(GeneratorPipeline.class, "--runner=DirectRunner", arguments);
    }

    @Override
    public Map<String, String> environment() {
      return Map.of();
    }

    private List<String> java(Class<?> main, String first, List<String> arguments) {
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  main.getName(),
                  first));
      command.addAll(arguments);
      return command;
    }
  }

  /** The pipeline, whose input ends when there is a file that says so. */
  static final class EndedByFile {
    private EndedByFile() {}

    public static void main(String... args) {
      Thread watcher = new Thread(() -> watch(Path.of(args[0])));
      watcher.setDaemon(true);
      watcher.start();
      UniqueCountsPipeline.main(List.of(args).subList(1, args.length).toArray(new String[0]));
    }

    private static void watch(Path file) {
      Awaitility.await(file + " is there")
          .atMost(java.time.Duration.ofMinutes(10))
          .until(() -> Files.exists(file));
      try {
        List<String> lines = Files.readAllLines(file);
        EndOfInput.announce(lines.get(0), lines.get(1), Instant.now());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
