package dev.sliderule.bench;

import dev.sliderule.common.Durations;
import dev.sliderule.pipeline.UniqueCountsPipeline;
import dev.sliderule.testing.spark.SparkHome;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.joda.time.Duration;

/** Our pipeline on the SparkRunner, with the settings of {@code runner-configs/spark-local}. */
final class SliderulePipeline implements Subject {
  private static final Path CONFIG = Path.of("runner-configs", "spark-local");

  @Override
  public String letter() {
    return "a";
  }

  @Override
  public String name() {
    return "Sliderule, SparkRunner";
  }

  @Override
  public boolean takesEventsAsTheyCome() {
    return true;
  }

  @Override
  public Map<String, String> environment() {
    return SparkHome.environment();
  }

  @Override
  public List<String> command(Run run) {
    List<String> command = new ArrayList<>();
    command.add("-Xmx" + run.heap());
    command.add("-XX:ActiveProcessorCount=" + CORES);
    command.addAll(jvmOptions());
    command.add("-cp");
    command.add(SparkHome.conf() + ":" + SparkHome.classPath());
    command.add("org.apache.spark.deploy.SparkSubmit");
    command.add("--master");
    command.add("local[" + CORES + "]");
    command.add("--properties-file");
    command.add(CONFIG.resolve("spark.properties").toString());
    command.add("--driver-memory");
    command.add(run.heap());
    command.add("--class");
    command.add(UniqueCountsPipeline.class.getName());
    command.add(SparkHome.clusterJar().toString());
    command.add("--runner=SparkRunner");
    command.addAll(fileOptions());
    command.add("--checkpointDir=" + run.state().toUri());
    command.addAll(options(run));
    return command;
  }

  private static List<String> jvmOptions() {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(CONFIG.resolve("spark.properties"))) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.of(properties.getProperty("spark.driver.extraJavaOptions").split(" +", -1));
  }

  private static List<String> fileOptions() {
    try {
      return Files.readAllLines(CONFIG.resolve("pipeline.args")).stream()
          .map(String::strip)
          .filter(line -> line.startsWith("--"))
          .collect(Collectors.toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The time from one batch to the next. */
  static java.time.Duration batchInterval() {
    String option = "--batchIntervalMillis=";
    return fileOptions().stream()
        .filter(line -> line.startsWith(option))
        .map(line -> java.time.Duration.ofMillis(Long.parseLong(line.substring(option.length()))))
        .findFirst()
        .orElseThrow();
  }

  /** Options of the pipeline that are the same on every runner. */
  static List<String> options(Run run) {
    return List.of(
        "--bootstrapServers=" + run.bootstrapServers(),
        "--topic=" + run.topic().name(),
        "--deadLetterTopic=" + run.results() + "-dead-letter",
        "--consumerGroup=" + run.results(),
        "--output=kafka:" + run.results(),
        "--stopWhenCaughtUp=" + !run.isEndless(),
        "--groupBy=" + run.groups().field(),
        "--windowSize=" + Durations.format(Duration.millis(run.windows().sizeMillis())),
        "--windowPeriod=" + Durations.format(Duration.millis(run.windows().periodMillis())));
  }
}
