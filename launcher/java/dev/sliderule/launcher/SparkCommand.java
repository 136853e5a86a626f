package dev.sliderule.launcher;

import com.google.auto.value.AutoValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The command line that runs a job of the cluster jar on Spark, with the driver in its process. */
@AutoValue
@SuppressWarnings("AutoValueImmutableFields") // The list is unmodifiable.
abstract class SparkCommand {
  /** What Spark calls the master. */
  abstract String master();

  /** The {@code spark-submit} of an installed Spark; if empty, Spark's class is started as such. */
  abstract Optional<Path> sparkSubmit();

  /** The {@code java} that runs Spark's class. */
  abstract Path java();

  /** The home of the Spark whose class is started: its libraries are in {@code jars}. */
  abstract Path sparkHome();

  /** File of arguments for that {@code java}. */
  abstract Path jvmArguments();

  /** Most memory for the heap of that {@code java}, as in {@code 1g}. */
  abstract String driverMemory();

  /** File of Spark's settings. */
  abstract Path properties();

  /** Main class of the job. */
  abstract String mainClass();

  /** The jar with the job and its libraries. */
  abstract Path jar();

  /** Options of the JVM, besides the memory. */
  abstract List<String> driverOptions();

  /** Arguments of the job. */
  abstract List<String> arguments();

  static Builder builder() {
    return new AutoValue_SparkCommand.Builder();
  }

  /** The program and its arguments. */
  List<String> toList() {
    List<String> command = new ArrayList<>();
    if (sparkSubmit().isPresent()) {
      command.add(sparkSubmit().get().toString());
    } else {
      command.add(java().toString());
      command.add("@" + jvmArguments());
      // spark-submit would do so before it starts the driver.
      command.add("-Xmx" + driverMemory());
      command.addAll(driverOptions());
      command.add("-cp");
      command.add(sparkHome().resolve("jars") + "/*");
      command.add("org.apache.spark.deploy.SparkSubmit");
    }
    command.addAll(
        List.of(
            "--master",
            master(),
            "--deploy-mode",
            "client",
            "--properties-file",
            properties().toString(),
            "--class",
            mainClass(),
            jar().toString()));
    // Beam's own --sparkMaster stays away: with another value than Spark's local ones, the runner
    // would send every jar of the class path to the executors, Spark's own included.
    command.add("--runner=SparkRunner");
    command.addAll(arguments());
    return command;
  }

  /** Builder of {@link SparkCommand}. */
  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder setMaster(String master);

    abstract Builder setSparkSubmit(Path sparkSubmit);

    abstract Builder setJava(Path java);

    abstract Builder setSparkHome(Path sparkHome);

    abstract Builder setJvmArguments(Path jvmArguments);

    abstract Builder setDriverMemory(String driverMemory);

    abstract Builder setDriverOptions(List<String> driverOptions);

    abstract Builder setProperties(Path properties);

    abstract Builder setMainClass(String mainClass);

    abstract Builder setJar(Path jar);

    abstract Builder setArguments(List<String> arguments);

    abstract SparkCommand build();
  }
}
