package dev.sliderule.launcher;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.common.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkJobCommandsTest {
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  @TempDir private Path root;
  private Path checkpoints;

  @BeforeEach
  void makeFiles() throws IOException {
    checkpoints = root.resolve("run-7");
    Files.createDirectories(root.resolve("target/spark/jars"));
    Files.createFile(root.resolve("target/sliderule-cluster.jar"));
    for (String place : List.of("spark-local", "spark-standalone", "yarn")) {
      Path folder = Files.createDirectories(root.resolve("runner-configs").resolve(place));
      Files.writeString(folder.resolve("pipeline.args"), "--batchIntervalMillis=700\n");
      Files.writeString(folder.resolve("generator.args"), "--batchIntervalMillis=300\n");
      Files.writeString(
          folder.resolve("spark.properties"),
          "spark.driver.memory=3g\nspark.driver.extraJavaOptions=-XX:+UseSerialGC  -Dx=1\n");
    }
    Files.writeString(
        root.resolve("runner-configs/yarn/pipeline.args"), "--checkpointDir=hdfs:///checkpoints\n");
  }

  private SparkJobCommands commands(String master, Optional<Path> installedSpark) {
    return new SparkJobCommands(SparkMaster.parse(master), root, installedSpark, checkpoints);
  }

  @Test
  void localJobRunsInAJvmWithTheSparkOfTheBuild() {
    List<String> command =
        commands("local[2]", Optional.of(root.resolve("my-spark")))
            .pipeline(List.of("--topic=a b"));

    assertThat(
        command,
        is(
            List.of(
                JAVA.toString(),
                "@" + root.resolve("runner-configs/spark-jvm.args"),
                "-Xmx3g",
                "-XX:+UseSerialGC",
                "-Dx=1",
                "-cp",
                root.resolve("target/spark/jars") + "/*",
                "org.apache.spark.deploy.SparkSubmit",
                "--master",
                "local[2]",
                "--deploy-mode",
                "client",
                "--properties-file",
                root.resolve("runner-configs/spark-local/spark.properties").toString(),
                "--class",
                "dev.sliderule.pipeline.UniqueCountsPipeline",
                root.resolve("target/sliderule-cluster.jar").toString(),
                "--runner=SparkRunner",
                "--topic=a b",
                "--checkpointDir=" + checkpoints.resolve("pipeline").toUri(),
                "--batchIntervalMillis=700")));
  }

  @Test
  void generatorHasSettingsAndCheckpointsOfItsOwn() {
    assertThat(
        commands("local[2]", Optional.empty()).generator(List.of()),
        hasItems(
            "dev.sliderule.generator.GeneratorPipeline",
            "--batchIntervalMillis=300",
            "--checkpointDir=" + checkpoints.resolve("generator").toUri()));
  }

  @Test
  void optionsOfTheUserWinOverTheSettings() {
    List<String> command =
        commands("yarn", Optional.empty())
            .pipeline(List.of("--batchIntervalMillis=50", "--checkpointDir=gs://mine"));

    assertThat(command, hasItems("--batchIntervalMillis=50", "--checkpointDir=gs://mine"));
    assertThat(command, not(hasItem("--batchIntervalMillis=700")));
    assertThat(command, not(hasItem(startsWith("--checkpointDir=hdfs"))));
  }

  @Test
  void everyRunHasItsOwnPlaceAmongSharedCheckpoints() {
    assertThat(
        commands("yarn", Optional.empty()).pipeline(List.of()),
        hasItem("--checkpointDir=hdfs:///checkpoints/run-7"));
  }

  @Test
  void clusterGetsTheJobsFromTheUsersOwnSpark() throws IOException {
    Path home = root.resolve("my-spark");
    Path submit = home.resolve("bin/spark-submit");
    Files.createDirectories(submit.getParent());
    assertThat(Files.createFile(submit).toFile().setExecutable(true), is(true));
    SparkJobCommands commands = commands("spark://127.0.0.1:7077", Optional.of(home));

    assertThat(
        commands.pipeline(List.of()).subList(0, 3),
        is(List.of(submit.toString(), "--master", "spark://127.0.0.1:7077")));
    assertThat(commands.environment(), is(Map.of()));
    assertThat(
        commands("yarn", Optional.empty()).environment(),
        is(Map.of("SPARK_HOME", root.resolve("target/spark").toString())));
  }

  @Test
  void missingFilesAreNamed() throws IOException {
    SparkJobCommands installed = commands("yarn", Optional.of(root.resolve("nowhere")));
    assertThat(
        assertThrows(UsageException.class, () -> installed.pipeline(List.of())).getMessage(),
        is(
            "SPARK_HOME="
                + root.resolve("nowhere")
                + " is bad: expected a Spark with bin/spark-submit, or no value for the Spark that"
                + " comes with the build"));
    Path jar = root.resolve("target/sliderule-cluster.jar");
    Files.delete(jar);
    SparkJobCommands local = commands("local", Optional.empty());
    assertThat(
        assertThrows(UsageException.class, () -> local.pipeline(List.of())).getMessage(),
        is(jar + " is missing: build it with make package"));
  }
}
