package dev.sliderule.launcher;

import dev.sliderule.common.KafkaAccess;
import dev.sliderule.common.OptionsHelp;
import dev.sliderule.generator.options.GeneratorOptions;
import dev.sliderule.pipeline.UniqueCountsJob;
import dev.sliderule.pipeline.options.UniqueCountsOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The real jobs, each in a process of its own. */
final class SubmittedJobs implements LocalJobs {
  private static final String STATUS_INTERVAL = "500ms";
  private static final String CONSUMER_GROUP = "consumerGroup";

  private final JobCommands commands;
  private final Path dir;
  private final String run;
  private final InputEnding inputEnding;

  /**
   * Jobs of one run.
   *
   * @param dir where what they say goes
   * @param run a name that no other run has
   */
  SubmittedJobs(JobCommands commands, Path dir, String run, InputEnding inputEnding) {
    this.commands = commands;
    this.dir = dir;
    this.run = run;
    this.inputEnding = inputEnding;
  }

  @Override
  public Collection<String> pipelineOptions() {
    List<String> names = new ArrayList<>(OptionsHelp.names(UniqueCountsOptions.GROUPS));
    names.addAll(commands.runnerOptions());
    return names;
  }

  @Override
  public Collection<String> generatorOptions() {
    return OptionsHelp.names(GeneratorOptions.GROUPS);
  }

  @Override
  public String pipelineLog() {
    return log("pipeline").toString();
  }

  @Override
  public List<Path> files() {
    return List.of(log("pipeline"), log("generator"));
  }

  private Path log(String job) {
    return dir.resolve(job + ".log");
  }

  @Override
  public UniqueCountsJob startPipeline(List<String> arguments) {
    JobArguments all = JobArguments.of(arguments);
    all.putIfAbsent("statusInterval", STATUS_INTERVAL);
    String topic = all.get("topic").orElseThrow();
    String group = all.get(CONSUMER_GROUP).orElse(topic + "-run-spark-" + run);
    all.putIfAbsent(CONSUMER_GROUP, group);
    String bootstrapServers = all.get("bootstrapServers").orElseThrow();
    String clientConfig = all.get("consumerConfig").orElse("");
    return new ChildPipeline(
        commands.pipeline(all.toList()),
        commands.environment(),
        log("pipeline"),
        topic,
        () ->
            inputEnding.announce(
                bootstrapServers,
                KafkaAccess.readClientConfig("consumerConfig", clientConfig),
                group,
                topic));
  }

  @Override
  public SendingJob startGenerator(List<String> arguments) {
    JobArguments all = JobArguments.of(arguments);
    all.putIfAbsent("statusInterval", STATUS_INTERVAL);
    return new ChildGenerator(
        commands.generator(all.toList()), commands.environment(), log("generator"));
  }
}
