package dev.sliderule.launcher;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.common.ExitCode;
import dev.sliderule.common.JobFailedException;
import dev.sliderule.pipeline.write.ResultRowJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs with a real Kafka; only the jobs are not real. */
class RunLocalTest {
  private static EmbeddedBroker broker;

  @TempDir Path directory;
  private final FakeJobs jobs = new FakeJobs();
  private final Interruption interruption = Interruption.byRequest();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  private int run(String... more) {
    String[] args = new String[more.length + 2];
    args[0] = "--bootstrap=" + broker.bootstrapServers();
    args[1] = "--dir=" + directory;
    System.arraycopy(more, 0, args, 2, more.length);
    return runExactly(args);
  }

  private int runExactly(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    if (all.stream().noneMatch(arg -> arg.startsWith("--dashboard="))) {
      all.add("--dashboard=off");
    }
    return RunLocal.run(
        jobs, stream(out), stream(err), false, interruption, all.toArray(new String[0]));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private void assertFinished() throws IOException {
    assertThat(
        Files.readAllLines(directory.resolve("results.jsonl")),
        is(List.of(ResultRowJson.format(FakeJobs.CORRECTED), ResultRowJson.format(FakeJobs.LAST))));
    assertThat(
        Files.readString(directory.resolve("summary.json")),
        allOf(containsString("\"windows\" : 2"), containsString("\"rows\" : 2")));
  }

  @Test
  void runsToTheSummary() throws IOException {
    Files.writeString(directory.resolve("results.jsonl"), ResultRowJson.format(FakeJobs.FIRST));
    assertThat(run(), is(ExitCode.OK));
    assertThat(err(), is(emptyString()));
    assertThat(
        jobs.events,
        is(List.of("pipeline started", "generator started", "generator cancelled", "input ended")));
    assertFinished();
    assertThat(
        out(),
        allOf(
            containsString(WindowTable.header()),
            containsString(WindowTable.line(FakeJobs.FIRST)),
            containsString(WindowTable.line(FakeJobs.CORRECTED)),
            containsString(
                String.format(
                    "%nsent 200%nread 200 = counted 197 + late 2 + malformed 1%n2 windows, 2 rows%n")),
            endsWith(
                String.format(
                    "rows in %s%nsummary in %s%n",
                    directory.resolve("results.jsonl"), directory.resolve("summary.json")))));
    String address = "--bootstrapServers=" + broker.bootstrapServers();
    assertThat(jobs.pipelineArguments, hasItem(address));
    assertThat(jobs.generatorArguments, hasItem(address));
  }

  @ParameterizedTest
  @ValueSource(strings = {"results.jsonl", "summary.json", "pipeline.log"})
  void fileOfSomebodyElseIsNotReplaced(String name) throws IOException {
    jobs.files = List.of(directory.resolve("pipeline.log"));
    Path theirs = Files.writeString(directory.resolve(name), "{\"theirs\":1}\n");
    assertThat(run(), is(ExitCode.USAGE));
    assertThat(
        err(),
        startsWith(
            "sliderule: --dir=" + directory + " is bad: the run would replace " + name + ", "));
    assertThat(Files.readString(theirs), is("{\"theirs\":1}\n"));
    assertThat(jobs.events, is(List.of()));
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.collect(Collectors.toList()), is(List.of(theirs)));
    }
  }

  @Test
  void filesOfAnEarlierRunAreReplaced() throws IOException {
    jobs.files = List.of(directory.resolve("pipeline.log"));
    Files.writeString(directory.resolve("pipeline.log"), "of the first run");
    Files.writeString(directory.resolve("results.jsonl"), "");
    assertThat(run(), is(ExitCode.OK));
    Files.delete(directory.resolve("results.jsonl"));
    assertThat(run(), is(ExitCode.OK));
    assertThat(run(), is(ExitCode.OK));
    assertFinished();
  }

  @Test
  void servesThePageWhileItRuns() throws IOException {
    AtomicReference<String> page = new AtomicReference<>("");
    AtomicReference<String> metrics = new AtomicReference<>("");
    jobs.whileSending =
        () -> {
          String url =
              out().lines().filter(line -> line.startsWith("page    ")).findFirst().orElseThrow();
          page.compareAndSet("", get(url.substring("page    ".length())));
          metrics.set(get(url.substring("page    ".length()) + "metrics"));
        };
    assertThat(run("--dashboard=127.0.0.1:0"), is(ExitCode.OK));
    assertThat(page.get(), containsString("<title>Sliderule</title>"));
    assertThat(metrics.get(), containsString("\nsliderule_records_sent_total "));
    assertFinished();
  }

  @Test
  void addressOfThePageThatIsTakenIsOneSentence() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      assertThat(run("--dashboard=" + address), is(ExitCode.USAGE));
      assertThat(err(), startsWith("sliderule: the page cannot be served at " + address));
    }
    assertThat(jobs.events, is(List.of()));
  }

  private static String get(String url) {
    try (InputStream in = URI.create(url).toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void startsAKafkaOfItsOwn() throws IOException {
    assertThat(runExactly("--dir=" + directory), is(ExitCode.OK));
    assertThat(
        jobs.pipelineArguments, not(hasItem("--bootstrapServers=" + broker.bootstrapServers())));
    assertFinished();
  }

  @Test
  void sameTopicTwiceShowsOnlyTheRowsOfTheSecondRun() throws IOException {
    assertThat(run("--topic=again"), is(ExitCode.OK));
    jobs.total = OptionalLong.of(400);
    assertThat(run("--topic=again"), is(ExitCode.OK));
    assertThat(jobs.pipelineArguments, hasItem("--startFrom=latest"));
    assertFinished();
  }

  @Test
  void generatorThatFailsEndsTheRun() {
    jobs.generatorFailure = "the generator cannot go on";
    assertThat(run(), is(ExitCode.FAILURE));
    assertThat(err(), is(String.format("sliderule: the generator cannot go on%n")));
    assertThat(jobs.events, hasItem("pipeline cancelled"));
    assertThat(Files.exists(directory.resolve("summary.json")), is(false));
  }

  @Test
  void pipelineThatFailsEndsTheRun() {
    jobs.whileSending = () -> jobs.pipelineFailure = "the pipeline cannot go on";
    assertThat(run(), is(ExitCode.FAILURE));
    assertThat(err(), is(String.format("sliderule: the pipeline cannot go on%n")));
    assertThat(jobs.events, hasItem("generator cancelled"));
    assertThat(jobs.events, hasItem("pipeline cancelled"));
  }

  @Test
  void pipelineThatNeverReadsIsGivenUp() {
    jobs.reads = false;
    LocalPlan plan = plan();
    LiveView view = new LiveView(stream(out), false, System::nanoTime);
    LocalRun run = new LocalRun(plan, jobs, view, interruption, Duration.standardSeconds(1));
    JobFailedException e = assertThrows(JobFailedException.class, run::run);
    assertThat(
        e.getMessage(),
        allOf(
            startsWith("the pipeline did not begin to read topic customer-transactions-"),
            containsString("within 1 s")));
    assertThat(jobs.events, is(List.of("pipeline started", "pipeline cancelled")));
  }

  @Test
  void lostRecordsAreAFailure() throws Exception {
    jobs.lose(5);
    LiveView view = new LiveView(stream(out), false, System::nanoTime);
    LocalRun run = new LocalRun(plan(), jobs, view, interruption, Duration.standardSeconds(1));
    assertThat(
        run.run().flatMap(RunSummary::problem).orElse(""),
        is("200 records were sent but only 195 were read"));
  }

  private LocalPlan plan() {
    return LocalPlan.of(
        RunLocalOptions.parse(
            "--bootstrap=" + broker.bootstrapServers(), "--dir=" + directory, "--dashboard=off"),
        jobs,
        Instant.now());
  }

  @Test
  void interruptionEndsAFollowingRunWell() throws IOException {
    jobs.total = OptionalLong.empty();
    jobs.whileSending = interruption::request;
    assertThat(run("--follow"), is(ExitCode.OK));
    assertThat(
        jobs.events,
        is(List.of("pipeline started", "generator started", "generator cancelled", "input ended")));
    assertThat(err(), is(emptyString()));
    assertFinished();
  }

  @Test
  void interruptionEndsAnyRunWithItsSummary() throws IOException {
    jobs.whileSending = interruption::request;
    assertThat(run(), is(Interruption.EXIT_CODE));
    assertThat(err(), is(emptyString()));
    assertFinished();
  }

  @Test
  void interruptionBeforeAnythingWasSentStopsThePipeline() {
    interruption.request();
    assertThat(run("--follow"), is(ExitCode.OK));
    assertThat(jobs.events, is(List.of("pipeline started", "pipeline cancelled")));
  }

  @Test
  void forPipesOnlyRowsGoToTheStandardOutput() {
    assertThat(run("--format=json"), is(ExitCode.OK));
    assertThat(
        out(),
        is(
            Stream.of(FakeJobs.FIRST, FakeJobs.CORRECTED, FakeJobs.LAST)
                .map(row -> ResultRowJson.format(row) + "\n")
                .collect(Collectors.joining())));
    assertThat(err(), allOf(containsString("Sending ..."), containsString("2 windows, 2 rows")));
  }

  @Test
  void wrongFormatStartsNothing() {
    assertThat(run("--format=xml"), is(ExitCode.USAGE));
    assertThat(
        err(), is(String.format("sliderule: --format=xml is bad: expected table, json or csv%n")));
    assertThat(jobs.events, is(List.of()));
  }

  @Test
  void wrongOptionIsOneSentenceAndStartsNothing() {
    assertThat(run("--records=many"), is(ExitCode.USAGE));
    assertThat(
        err(),
        is(
            String.format(
                "sliderule: --records=many is bad: expected a whole number of 1 or more,"
                    + " or -1 for no end%n")));
    assertThat(jobs.events, is(List.of()));
  }

  @Test
  void unreachableKafkaIsOneSentence() {
    assertThat(runExactly("--bootstrap=not an address", "--dir=" + directory), is(ExitCode.USAGE));
    assertThat(err(), startsWith("sliderule: --bootstrapServers=not an address is bad: "));
    assertThat(err().lines().count(), is(1L));
  }

  @Test
  void helpListsTheOptionsWithinEightyColumns() {
    assertThat(runExactly("--help"), is(ExitCode.OK));
    assertThat(out(), allOf(containsString("--records"), containsString("--group-by")));
    assertThat(out().lines().allMatch(line -> line.length() <= 80), is(true));
  }
}
