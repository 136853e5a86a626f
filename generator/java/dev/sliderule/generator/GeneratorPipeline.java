package dev.sliderule.generator;

import dev.sliderule.common.Command;
import dev.sliderule.common.EndOfTopic;
import dev.sliderule.common.ExitCode;
import dev.sliderule.common.OptionsHelp;
import dev.sliderule.common.OptionsParser;
import dev.sliderule.common.Version;
import dev.sliderule.generator.options.GeneratorOptions;
import dev.sliderule.generator.pace.PacedIndices;
import dev.sliderule.generator.pace.SteadyClock;
import dev.sliderule.generator.write.MakeRecords;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.POutput;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The producer as a Beam pipeline: indices at a pace, a record for each, out to Kafka. */
public final class GeneratorPipeline {
  private static final String USAGE = "generator --bootstrapServers=HOST:PORT [--OPTION=VALUE ...]";

  /** With more than one thread, one of them is always busy looking for work. */
  private static final List<String> DIRECT_RUNNER_SETTINGS = List.of("--targetParallelism=1");

  private GeneratorPipeline() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /**
   * Runs a generator to its end, with a line about its progress now and then.
   *
   * @return the exit code
   */
  public static int run(String... args) {
    return run(System.out, System.err, args);
  }

  static int run(PrintStream out, PrintStream err, String... args) {
    if (OptionsParser.asksForHelp(args)) {
      out.print(OptionsHelp.format(USAGE, GeneratorOptions.GROUPS));
      return ExitCode.OK;
    }
    if (Version.printIfAsked(out, args)) {
      return ExitCode.OK;
    }
    return Command.run(
        err,
        () -> {
          GeneratorOptions options = options(args);
          GeneratorSettings settings = GeneratorSettings.of(options);
          GeneratorJob job = GeneratorJob.start(options, settings);
          try (GeneratorStatus status = GeneratorStatus.watch(job, err)) {
            while (!job.awaitEnd(settings.statusInterval())) {
              status.print();
            }
            status.printEnd();
            announceEnd(job, settings);
          }
          return ExitCode.OK;
        });
  }

  /** A job that was told to stop has more to send. */
  private static void announceEnd(GeneratorJob job, GeneratorSettings settings) {
    boolean complete = job.total().isPresent() && job.sent() >= job.total().getAsLong();
    if (complete && !settings.announceEndTo().isEmpty()) {
      EndOfTopic.announce(
          settings.bootstrapServers(),
          settings.producerConfig(),
          settings.announceEndTo(),
          settings.topic());
    }
  }

  /**
   * Options from arguments, with settings of the DirectRunner added if that is the runner, unless
   * the arguments have them.
   *
   * @throws dev.sliderule.common.UsageException if an argument is unknown, malformed or repeated
   */
  public static GeneratorOptions options(String... args) {
    return OptionsParser.parse(GeneratorOptions.class, DIRECT_RUNNER_SETTINGS, args);
  }

  /** Puts the whole generator into a pipeline, in front of a sink. */
  static void build(
      Pipeline pipeline,
      GeneratorSettings settings,
      PTransform<PCollection<ProducerRecord<byte[], byte[]>>, ? extends POutput> sink) {
    pipeline
        .apply(
            "KeepPace",
            Read.from(PacedIndices.of(settings.pace(), settings.total(), new SteadyClock())))
        .apply(
            "MakeRecords",
            MakeRecords.of(settings.source(), settings.recordMaker(), Clock.systemUTC()))
        .apply("WriteRecords", sink);
  }
}
