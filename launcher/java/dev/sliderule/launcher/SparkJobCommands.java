package dev.sliderule.launcher;

import dev.sliderule.common.Command;
import dev.sliderule.common.UsageException;
import dev.sliderule.generator.GeneratorPipeline;
import dev.sliderule.pipeline.UniqueCountsPipeline;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/** Submits the jobs to a Spark, with the settings of {@code runner-configs}. */
final class SparkJobCommands implements JobCommands {
  static final Path CONFIGS = Path.of("runner-configs");

  /** What Beam's SparkRunner takes; its own list needs Spark's classes. */
  static final List<String> RUNNER_OPTIONS =
      List.of(
          "batchIntervalMillis",
          "checkpointDir",
          "checkpointDurationMillis",
          "maxRecordsPerBatch",
          "minReadTimeMillis",
          "readTimePercentage");

  private static final Path JAR = Path.of("target", "sliderule-cluster.jar");
  private static final Path SPARK_HOME = Path.of("target", "spark");
  private static final String CHECKPOINT_DIR = "checkpointDir";
  private static final String DEFAULT_MEMORY = "1g";

  private final SparkMaster master;
  private final Path root;
  private final Optional<Path> installedSpark;
  private final Path checkpoints;

  /**
   * Command lines for one run.
   *
   * @param root the directory with {@code runner-configs} and {@code target}
   * @param installedSpark the user's Spark, for clusters
   * @param checkpoints directory of this run alone, for checkpoints unless the options or settings
   *     name another place
   */
  SparkJobCommands(SparkMaster master, Path root, Optional<Path> installedSpark, Path checkpoints) {
    this.master = master;
    this.root = root;
    this.installedSpark = master.isLocal() ? Optional.empty() : installedSpark;
    this.checkpoints = checkpoints;
  }

  @Override
  public Collection<String> runnerOptions() {
    return RUNNER_OPTIONS;
  }

  @Override
  public Map<String, String> environment() {
    return installedSpark.isPresent()
        ? Map.of()
        : Map.of("SPARK_HOME", root.resolve(SPARK_HOME).toAbsolutePath().toString());
  }

  @Override
  public List<String> pipeline(List<String> arguments) {
    return command(UniqueCountsPipeline.class, "pipeline", arguments);
  }

  @Override
  public List<String> generator(List<String> arguments) {
    return command(GeneratorPipeline.class, "generator", arguments);
  }

  private List<String> command(Class<?> mainClass, String job, List<String> arguments) {
    requireFiles();
    Path config = root.resolve(CONFIGS);
    Path place = config.resolve(master.place());
    Path properties = place.resolve("spark.properties");
    JobArguments all = JobArguments.of(arguments);
    JobArguments configured = JobArguments.of(ArgsFile.read(place.resolve(job + ".args")));
    all.putIfAbsent(
        CHECKPOINT_DIR,
        configured
            .get(CHECKPOINT_DIR)
            // Without it, a run would go on where the one before it was stopped.
            .map(base -> base + "/" + checkpoints.getFileName())
            .orElse(checkpoints.resolve(job).toUri().toString()));
    configured.forEach(all::putIfAbsent);
    Properties driver = load(properties);
    SparkCommand.Builder command =
        SparkCommand.builder()
            .setMaster(master.url())
            .setJava(Path.of(System.getProperty("java.home"), "bin", "java"))
            .setSparkHome(root.resolve(SPARK_HOME))
            .setJvmArguments(config.resolve("spark-jvm.args"))
            .setDriverMemory(driver.getProperty("spark.driver.memory", DEFAULT_MEMORY))
            .setDriverOptions(
                Arrays.stream(driver.getProperty("spark.driver.extraJavaOptions", "").split(" +"))
                    .filter(option -> !option.isEmpty())
                    .collect(Collectors.toList()))
            .setProperties(properties)
            .setMainClass(mainClass.getName())
            .setJar(root.resolve(JAR))
            .setArguments(all.toList());
    installedSpark.ifPresent(home -> command.setSparkSubmit(sparkSubmit(home)));
    return command.build().toList();
  }

  private void requireFiles() {
    Path jar = root.resolve(JAR);
    if (!Files.isRegularFile(jar)) {
      throw new UsageException(
          String.format(Locale.ROOT, "%s is missing: build it with make package", jar));
    }
    if (installedSpark.isEmpty() && !Files.isDirectory(root.resolve(SPARK_HOME))) {
      throw new UsageException(
          String.format(
              Locale.ROOT, "%s is missing: make it with make package", root.resolve(SPARK_HOME)));
    }
    installedSpark
        .filter(home -> !Files.isExecutable(sparkSubmit(home)))
        .ifPresent(
            home -> {
              throw new UsageException(
                  String.format(
                      Locale.ROOT,
                      "SPARK_HOME=%s is bad: expected a Spark with bin/spark-submit, or no value"
                          + " for the Spark that comes with the build",
                      home));
            });
  }

  private static Path sparkSubmit(Path home) {
    return home.resolve("bin").resolve("spark-submit");
  }

  private static Properties load(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "%s cannot be read (%s): run this in the directory that has runner-configs",
              file,
              Command.rootMessage(e)),
          e);
    }
    return properties;
  }
}
