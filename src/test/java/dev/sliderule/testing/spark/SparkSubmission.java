package dev.sliderule.testing.spark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A job handed to Spark the way a user does it: {@code spark-submit} in a process of its own, with
 * the cluster jar and Spark's own libraries.
 */
public final class SparkSubmission implements AutoCloseable {
  private final JavaProcess process;
  private final Path directory;

  private SparkSubmission(JavaProcess process, Path directory) {
    this.process = process;
    this.directory = directory;
  }

  /** A submission to {@code master}, still to be started. */
  public static Builder to(String master) {
    return new Builder(master);
  }

  /** What the driver has printed so far. */
  public String output() {
    return process.output();
  }

  /** Whether the driver is still there. */
  public boolean isRunning() {
    return process.isAlive();
  }

  /**
   * Waits for the end of the job and returns its exit code.
   *
   * @throws IllegalStateException if it is still running after {@code timeout}
   */
  public int awaitExit(Duration timeout) throws InterruptedException {
    return process.awaitExit(timeout);
  }

  /** Asks the driver to end, as Ctrl-C does. */
  public void terminate() {
    process.terminate();
  }

  /** Ends the driver at once, as {@code kill -9} does. */
  public void kill() {
    process.kill();
  }

  /** Where the driver's output is. */
  public Path directory() {
    return directory;
  }

  @Override
  public void close() {
    process.close();
  }

  /** Settings of a submission. */
  public static final class Builder {
    private final String master;
    private final Map<String, String> conf = new LinkedHashMap<>();
    private final Map<String, String> environment = SparkHome.environment();

    private Builder(String master) {
      this.master = master;
      conf("spark.ui.enabled", "false");
      conf("spark.driver.host", "127.0.0.1");
      conf("spark.driver.bindAddress", "127.0.0.1");
    }

    /** Sets a Spark property, as {@code --conf} does. */
    public Builder conf(String name, String value) {
      conf.put(name, value);
      return this;
    }

    /** Sets an environment variable of {@code spark-submit}. */
    public Builder environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /** What the scripts of Spark put together. */
    private String classPath() {
      String own = environment.get("SPARK_HOME") + "/conf:" + SparkHome.classPath();
      String hadoop = environment.get("HADOOP_CONF_DIR");
      return hadoop == null ? own : own + ":" + hadoop;
    }

    /** Submits a main class of the cluster jar. */
    public SparkSubmission start(Class<?> mainClass, String... args) {
      Path directory = SparkHome.newDirectory(mainClass.getSimpleName());
      List<String> command = new ArrayList<>();
      command.add("-Xmx1g");
      command.add("-cp");
      command.add(classPath());
      command.add("org.apache.spark.deploy.SparkSubmit");
      command.add("--master");
      command.add(master);
      conf.forEach(
          (name, value) -> {
            command.add("--conf");
            command.add(name + "=" + value);
          });
      command.add("--class");
      command.add(mainClass.getName());
      command.add(SparkHome.clusterJar().toString());
      command.addAll(Arrays.asList(args));
      return new SparkSubmission(
          JavaProcess.start(directory.resolve("driver.log"), environment, command), directory);
    }
  }
}
