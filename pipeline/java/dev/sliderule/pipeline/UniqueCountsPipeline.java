package dev.sliderule.pipeline;

import dev.sliderule.common.Command;
import dev.sliderule.common.ExitCode;
import dev.sliderule.common.KafkaAccess;
import dev.sliderule.common.OptionsHelp;
import dev.sliderule.common.OptionsParser;
import dev.sliderule.common.Version;
import dev.sliderule.pipeline.options.UniqueCountsOptions;
import dev.sliderule.pipeline.options.UniqueCountsSettings;
import dev.sliderule.pipeline.read.EndOfInput;
import dev.sliderule.pipeline.read.ReadBlocks;
import dev.sliderule.pipeline.read.ReadSettings;
import dev.sliderule.pipeline.windows.CountWindows;
import dev.sliderule.pipeline.write.JdbcTable;
import dev.sliderule.pipeline.write.KafkaTarget;
import dev.sliderule.pipeline.write.Output;
import dev.sliderule.pipeline.write.WriteDeadLetters;
import dev.sliderule.pipeline.write.WriteRows;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.values.PCollectionTuple;

/** Kafka in, sliding windows of unique counts out. */
public final class UniqueCountsPipeline {
  /** Deleting old rows is left to the user; compaction alone keeps the latest of each key. */
  private static final Map<String, String> RESULTS_TOPIC = Map.of("cleanup.policy", "compact");

  private static final Map<String, String> DEAD_LETTER_TOPIC = Map.of("cleanup.policy", "delete");

  /**
   * With one thread, the rows of a window are written in the order in which they were made; with
   * several, the DirectRunner lets a refined row be overtaken by the one after it. One thread is
   * also faster, as the others would be busy looking for work.
   */
  private static final List<String> DIRECT_RUNNER_SETTINGS = List.of("--targetParallelism=1");

  private UniqueCountsPipeline() {}

  @SuppressWarnings("SystemExit") // The exit code is part of the command's contract.
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs the job until it ends; returns the exit code. */
  public static int run(String... args) {
    return Command.run(System.err, () -> runJob(args));
  }

  @SuppressWarnings("SystemOut") // Help, version and summary are what the user asked for.
  private static int runJob(String... args) throws InterruptedException {
    if (OptionsParser.asksForHelp(args)) {
      System.out.print(
          OptionsHelp.format("pipeline --option=value ...", UniqueCountsOptions.GROUPS));
      return ExitCode.OK;
    }
    if (Version.printIfAsked(System.out, args)) {
      return ExitCode.OK;
    }
    UniqueCountsOptions options = options(args);
    UniqueCountsSettings settings = UniqueCountsSettings.from(options);
    UniqueCountsJob job = start(options, settings);
    return new ForegroundRun(job, settings, System.err).toEnd();
  }

  /**
   * Options from arguments, with settings of the DirectRunner added if that is the runner, unless
   * the arguments have them.
   *
   * @throws dev.sliderule.common.UsageException if an argument is unknown, malformed or repeated
   */
  public static UniqueCountsOptions options(String... args) {
    return OptionsParser.parse(UniqueCountsOptions.class, DIRECT_RUNNER_SETTINGS, args);
  }

  /**
   * Checks the options, the topics and the tables, and starts the job; returns as soon as it runs.
   *
   * @throws dev.sliderule.common.UsageException if the job cannot start as it was asked
   */
  public static UniqueCountsJob start(UniqueCountsOptions options) {
    return start(options, UniqueCountsSettings.from(options));
  }

  private static UniqueCountsJob start(UniqueCountsOptions options, UniqueCountsSettings settings) {
    int partitions = prepareTopics(settings);
    settings.databases().forEach(JdbcTable::prepare);
    ReadSettings read = settings.read();
    EndOfInput.forget(read.bootstrapServers(), read.topic());
    RunnerSession session = RunnerAdapter.of(options).open(options, settings, partitions);
    try {
      return BeamJob.start(build(options, session.settings()), session, partitions);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /** Makes the topics to write to where they are missing; returns the partitions of the input. */
  private static int prepareTopics(UniqueCountsSettings settings) {
    ReadSettings read = settings.read();
    try (KafkaAccess kafka =
        KafkaAccess.connect(
            read.bootstrapServers(), read.clientConfig(), settings.kafkaTimeout())) {
      settings
          .topicPartitions()
          .ifPresent(
              number ->
                  kafka.createTopicIfMissing("topicPartitions", read.topic(), number, Map.of()));
      int partitions = kafka.requireTopic("topic", read.topic());
      kafka.createTopicIfMissing(
          "deadLetterTopic", settings.deadLetterTopic(), 1, DEAD_LETTER_TOPIC);
      for (Output output : settings.outputs()) {
        if (output.kind() == Output.Kind.KAFKA) {
          kafka.createTopicIfMissing("output", output.target(), 1, RESULTS_TOPIC);
        }
      }
      return partitions;
    }
  }

  /** The whole graph, from Kafka to the sinks. */
  static Pipeline build(PipelineOptions options, UniqueCountsSettings settings) {
    Pipeline pipeline = Pipeline.create(options);
    ReadSettings read = settings.read();
    PCollectionTuple records =
        pipeline.apply(
            "Read", ReadBlocks.of(read, settings.windows(), settings.counter(), settings.shards()));
    records
        .get(ReadBlocks.BY_SHARD)
        .apply(
            "Count",
            CountWindows.of(
                settings.windows(),
                settings.counter(),
                read.start().point(),
                settings.shards(),
                WriteRows.needsFinalRows(settings.outputs())))
        .apply("Write", write(settings));
    records
        .get(ReadBlocks.MALFORMED)
        .apply("WriteDeadLetters", WriteDeadLetters.to(target(read, settings.deadLetterTopic())));
    return pipeline;
  }

  private static WriteRows write(UniqueCountsSettings settings) {
    return WriteRows.to(
        settings.outputs(),
        topic -> target(settings.read(), topic),
        url ->
            settings.databases().stream()
                .filter(database -> database.url().equals(url))
                .findFirst()
                .orElseThrow(),
        settings.shards());
  }

  private static KafkaTarget target(ReadSettings read, String topic) {
    return KafkaTarget.of(read.bootstrapServers(), topic, read.clientConfig());
  }
}
