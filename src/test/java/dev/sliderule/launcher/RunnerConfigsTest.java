package dev.sliderule.launcher;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import dev.sliderule.generator.GeneratorPipeline;
import dev.sliderule.pipeline.UniqueCountsPipeline;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.runners.spark.SparkPipelineOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The settings that come with the project. */
class RunnerConfigsTest {
  static List<Path> files() throws IOException {
    return walk("");
  }

  static List<Path> settingsFiles() throws IOException {
    return walk(".args", ".flags", ".properties");
  }

  static List<Path> argsFiles() throws IOException {
    return walk("pipeline.args", "generator.args");
  }

  static List<Path> sparkFiles() throws IOException {
    return walk("spark.properties");
  }

  private static List<Path> walk(String... names) throws IOException {
    try (Stream<Path> files = Files.walk(SparkJobCommands.CONFIGS)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> Arrays.stream(names).anyMatch(file.getFileName().toString()::endsWith))
          .sorted()
          .collect(Collectors.toUnmodifiableList());
    }
  }

  @Test
  void everyPlaceHasItsFiles() throws IOException {
    assertThat(
        files().stream()
            .filter(file -> file.getNameCount() > 2)
            .map(Path::toString)
            .collect(Collectors.toList()),
        is(
            List.of(
                "runner-configs/dataproc/cluster.flags",
                "runner-configs/dataproc/dataproc.sh",
                "runner-configs/dataproc/generator.args",
                "runner-configs/dataproc/generator.flags",
                "runner-configs/dataproc/kafka.sh",
                "runner-configs/dataproc/managed-kafka.properties",
                "runner-configs/dataproc/pipeline.args",
                "runner-configs/dataproc/pipeline.flags",
                "runner-configs/dataproc/spark.properties",
                "runner-configs/direct/generator.args",
                "runner-configs/direct/pipeline.args",
                "runner-configs/grafana/sliderule.json",
                "runner-configs/spark-local/generator.args",
                "runner-configs/spark-local/pipeline.args",
                "runner-configs/spark-local/spark.properties",
                "runner-configs/spark-standalone/generator.args",
                "runner-configs/spark-standalone/pipeline.args",
                "runner-configs/spark-standalone/spark.properties",
                "runner-configs/yarn/generator.args",
                "runner-configs/yarn/pipeline.args",
                "runner-configs/yarn/spark.properties")));
  }

  @ParameterizedTest
  @MethodSource("argsFiles")
  void everyArgumentIsAnOptionOfItsJob(Path file) {
    String[] arguments = ArgsFile.read(file).toArray(new String[0]);
    assertThat(arguments.length, is(greaterThan(0)));
    PipelineOptions options =
        file.endsWith("pipeline.args")
            ? UniqueCountsPipeline.options(arguments)
            : GeneratorPipeline.options(arguments);
    if (!file.startsWith(SparkJobCommands.CONFIGS.resolve("direct"))) {
      SparkPipelineOptions spark = options.as(SparkPipelineOptions.class);
      // What the runner checks when it starts, and what keeps a core free for the work.
      assertThat(spark.getBatchIntervalMillis(), is(greaterThan(2 * spark.getMinReadTimeMillis())));
      assertThat(spark.getReadTimePercentage(), is(file.endsWith("pipeline.args") ? 0.2 : 0.5));
    }
  }

  @Test
  void argumentsForTheDirectRunnerAreWhatTheJobsDoByThemselves() {
    for (String job : List.of("pipeline", "generator")) {
      String[] arguments =
          ArgsFile.read(SparkJobCommands.CONFIGS.resolve("direct").resolve(job + ".args"))
              .toArray(new String[0]);
      List<String> configured = settings(PipelineOptionsFactory.fromArgs(arguments).create());
      List<String> byItself =
          settings(
              job.equals("pipeline")
                  ? UniqueCountsPipeline.options()
                  : GeneratorPipeline.options());
      assertThat(byItself, is(configured));
    }
  }

  /** What somebody has set, in a fixed order. */
  private static List<String> settings(PipelineOptions options) {
    return options
        .toString()
        .lines()
        .filter(line -> line.matches("  (blockOnRun|enforce\\w+|targetParallelism): .*"))
        .sorted()
        .collect(Collectors.toList());
  }

  @ParameterizedTest
  @MethodSource("sparkFiles")
  void sparkTakesItsSettings(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    SparkConf conf = new SparkConf(false);
    properties
        .stringPropertyNames()
        .forEach(
            name -> {
              assertThat(name, startsWith("spark."));
              conf.set(name, properties.getProperty(name));
            });
    conf.validateSettings();
    // On Dataproc it follows from the machine.
    boolean sized = !file.startsWith(SparkJobCommands.CONFIGS.resolve("dataproc"));
    assertThat(conf.getSizeAsMb("spark.driver.memory", "0"), is(sized ? 1024L : 0L));
    assertThat(conf.getInt("spark.task.maxFailures", 4), is(1));
    assertThat(conf.getInt("spark.streaming.concurrentJobs", 0), is(1));
    // Beam's metrics cannot be read back by Kryo.
    assertThat(conf.contains("spark.serializer"), is(false));
    assertThat(conf.getBoolean("spark.speculation", true), is(false));
    assertThat(conf.getBoolean("spark.dynamicAllocation.enabled", true), is(false));
  }

  @ParameterizedTest
  @MethodSource("settingsFiles")
  void everySettingHasItsReasonAboveIt(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    assertThat(lines.get(0), startsWith("#"));
    boolean explained = false;
    for (String line : lines) {
      if (line.isEmpty()) {
        explained = false;
      } else if (line.startsWith("#")) {
        explained = true;
      } else {
        assertThat(line + " of " + file, explained, is(true));
      }
    }
  }

  @Test
  void testsRunWithTheSameJvmArguments() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    try (Stream<String> lines = Files.lines(SparkJobCommands.CONFIGS.resolve("spark-jvm.args"))) {
      List<String> opened =
          lines.filter(line -> line.startsWith("--add-opens=")).collect(Collectors.toList());
      assertThat(opened, hasItem("--add-opens=java.base/java.nio=ALL-UNNAMED"));
      opened.forEach(line -> assertThat(line, pom.contains(line), is(true)));
    }
  }

  @Test
  void optionsOfTheRunnerAreThoseThatBeamKnows() {
    for (String name : SparkJobCommands.RUNNER_OPTIONS) {
      PipelineOptions options =
          PipelineOptionsFactory.fromArgs("--" + name + "=1").as(SparkPipelineOptions.class);
      assertThat(options.toString(), containsString("  " + name + ": 1"));
    }
  }
}
