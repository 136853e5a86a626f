package dev.sliderule.generator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sliderule.common.ExitCode;
import dev.sliderule.common.JobFailedException;
import dev.sliderule.common.OptionsHelp;
import dev.sliderule.common.UsageException;
import dev.sliderule.generator.options.GeneratorOptions;
import dev.sliderule.pipeline.options.UniqueCountsOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.SinkMetrics;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.joda.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratorPipelineTest {
  private static final Duration LONG_ENOUGH = Duration.standardMinutes(2);

  @TempDir Path directory;

  @BeforeEach
  void forgetRecords() {
    Capture.RECORDS.clear();
  }

  @Test
  void sendsAsManySyntheticRecordsAsAskedForAndEnds() throws Exception {
    GeneratorJob job = start("--maxRecords=1234", "--rate=max");

    assertThat(job.awaitEnd(LONG_ENOUGH), is(true));
    assertThat(job.isDone(), is(true));
    assertThat(job.sent(), is(1_234L));
    assertThat(
        Capture.values("record_id"),
        is(
            LongStream.range(0, 1_234)
                .mapToObj(Long::toString)
                .collect(Collectors.toUnmodifiableList())));
  }

  @Test
  void replaysAFileRoundAndRound() throws Exception {
    GeneratorJob job =
        start(
            "--source=csv",
            "--input=" + csv("id,name\n1,a\n2,b\n3,c\n"),
            "--keyField=name",
            "--maxRecords=8",
            "--rate=max");

    assertThat(job.awaitEnd(LONG_ENOUGH), is(true));
    assertThat(Capture.values("id"), contains("1", "2", "3", "1", "2", "3", "1", "2"));
    assertThat(new String(Capture.RECORDS.peek().key(), UTF_8), is("a"));
  }

  @Test
  void malformedRecordsPassThroughWithNullKeysAndValues() throws Exception {
    GeneratorJob job = start("--maxRecords=9", "--rate=max", "--malformedShare=1");

    assertThat(job.awaitEnd(LONG_ENOUGH), is(true));
    assertThat(Capture.RECORDS, hasSize(9));
    assertThat(
        Capture.RECORDS.stream().map(ProducerRecord::key).collect(Collectors.toList()),
        hasItem(nullValue()));
    assertThat(
        Capture.RECORDS.stream().map(ProducerRecord::value).collect(Collectors.toList()),
        hasItem(nullValue()));
  }

  @Test
  void fileThatChangesMeanwhileFailsTheJobWithASentence() throws Exception {
    Path file = csv("id\n1\n2\n");
    GeneratorSettings settings =
        settings("--source=csv", "--input=" + file, "--keyField=id", "--rate=max");
    Files.writeString(file, "id\n1\n2\n3\n");

    JobFailedException failure = null;
    try {
      start(settings).awaitEnd(LONG_ENOUGH);
    } catch (JobFailedException e) {
      failure = e;
    }

    assertThat(failure, is(not(nullValue())));
    assertThat(failure.getMessage(), containsString(file + " has changed"));
  }

  @Test
  void endlessJobRunsUntilItIsCancelled() throws Exception {
    GeneratorJob job = start("--rate=1000");

    assertThat(job.awaitEnd(Duration.millis(1)), is(false));
    assertThat(job.isDone(), is(false));
    job.cancel();
    assertThat(job.awaitEnd(LONG_ENOUGH), is(true));
    assertThat(job.isDone(), is(true));
  }

  @Test
  void helpListsEachOptionWithDefaultAndExample() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    int code = GeneratorPipeline.run(print(out), print(new ByteArrayOutputStream()), "--help");

    assertThat(code, is(ExitCode.OK));
    String help = out.toString(UTF_8);
    List<String> names = OptionsHelp.names(GeneratorOptions.GROUPS);
    assertThat(names, hasSize(21));
    for (String name : names) {
      String entry = help.substring(help.indexOf("  --" + name + System.lineSeparator()));
      String lastLine = entry.lines().skip(2).findFirst().orElse("");
      assertThat(lastLine, containsString("default: "));
      assertThat(lastLine, containsString("example: --" + name + "="));
    }
  }

  @Test
  void tellsTheVersionWithoutAskingForAnythingElse() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    int code = GeneratorPipeline.run(print(out), print(new ByteArrayOutputStream()), "--version");

    assertThat(code, is(ExitCode.OK));
    assertThat(out.toString(UTF_8), startsWith("sliderule "));
  }

  @Test
  void wrongOptionEndsTheCommandWithASentence() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    int code =
        GeneratorPipeline.run(
            print(new ByteArrayOutputStream()),
            print(err),
            "--bootstrapServers=localhost:9092",
            "--batchSize=0");

    assertThat(code, is(ExitCode.USAGE));
    assertThat(err.toString(UTF_8), startsWith("sliderule: --batchSize=0 is bad: "));
    assertThat(err.toString(UTF_8).lines().count(), is(1L));
  }

  @Test
  void argumentsWinOverTheSettingsOfTheDirectRunner() {
    String options = GeneratorPipeline.options("--enforceImmutability=true").toString();

    assertThat(options, containsString("enforceImmutability: true"));
    assertThat(options, containsString("blockOnRun: false"));
  }

  @Test
  void refusesAnOptionThatIsGivenTwice() {
    UsageException e =
        assertThrows(
            UsageException.class, () -> GeneratorPipeline.options("--topic=a", "--topic=b"));
    assertThat(e.getMessage(), is("--topic is given more than once; give it one value"));
  }

  @Test
  void optionsLiveBesideThoseOfThePipeline() {
    PipelineOptionsFactory.register(UniqueCountsOptions.class);

    assertThat(
        GeneratorPipeline.options("--topic=x").as(UniqueCountsOptions.class).getTopic(), is("x"));
  }

  private Path csv(String content) throws IOException {
    return Files.writeString(directory.resolve("input.csv"), content);
  }

  private static GeneratorJob start(String... args) {
    return start(settings(args));
  }

  private static GeneratorJob start(GeneratorSettings settings) {
    // With the runner's checks of every element: they find real faults.
    Pipeline pipeline =
        Pipeline.create(
            GeneratorPipeline.options("--enforceImmutability=true", "--enforceEncodability=true"));
    GeneratorPipeline.build(pipeline, settings, new Capture());
    PipelineResult result = pipeline.run();
    return new GeneratorJob(result, settings.total());
  }

  private static GeneratorSettings settings(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--bootstrapServers=localhost:9092");
    return GeneratorSettings.of(GeneratorPipeline.options(all.toArray(new String[0])));
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, UTF_8);
  }

  /** Keeps records in this JVM in place of Kafka. */
  private static final class Capture
      extends PTransform<PCollection<ProducerRecord<byte[], byte[]>>, PCollection<Void>> {
    private static final long serialVersionUID = 1L;
    private static final Queue<ProducerRecord<byte[], byte[]>> RECORDS =
        new ConcurrentLinkedQueue<>();

    @Override
    public PCollection<Void> expand(PCollection<ProducerRecord<byte[], byte[]>> records) {
      return records.apply("Keep", ParDo.of(new KeepFn()));
    }

    static List<String> values(String field) throws IOException {
      List<String> values = new ArrayList<>();
      for (ProducerRecord<byte[], byte[]> record : RECORDS) {
        values.add(new ObjectMapper().readTree(record.value()).get(field).asText());
      }
      return values;
    }
  }

  private static final class KeepFn extends DoFn<ProducerRecord<byte[], byte[]>, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void processElement(@Element ProducerRecord<byte[], byte[]> record) {
      Capture.RECORDS.add(record);
      SinkMetrics.elementsWritten().inc();
    }
  }
}
