package dev.sliderule.testing.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** YARN with two node managers, and HDFS, in a process of their own on this machine. */
public final class YarnCluster implements AutoCloseable {
  private final JavaProcess process;
  private final Path configuration;
  private final String fileSystem;

  private YarnCluster(JavaProcess process, Path configuration, String fileSystem) {
    this.process = process;
    this.configuration = configuration;
    this.fileSystem = fileSystem;
  }

  /** Starts YARN and HDFS; returns when the node managers are known to the resource manager. */
  public static YarnCluster start() {
    Path directory = SparkHome.newDirectory("yarn");
    Path configuration = directory.resolve("conf");
    try {
      Files.createDirectories(configuration);
      Files.write(
          configuration.resolve("log4j.properties"),
          List.of(
              "log4j.rootLogger=INFO,console",
              "log4j.appender.console=org.apache.log4j.ConsoleAppender",
              "log4j.appender.console.layout=org.apache.log4j.PatternLayout",
              "log4j.appender.console.layout.ConversionPattern=%d %p %c{1}: %m%n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String classPath =
        String.join(":", configuration.toString(), testClasses(), SparkHome.hadoopClassPath());
    JavaProcess process =
        JavaProcess.start(
            directory.resolve("hadoop.log"),
            Map.of(),
            List.of(
                "-Xmx512m",
                "-Djava.io.tmpdir=" + directory,
                "-cp",
                classPath,
                HadoopNodes.class.getName(),
                directory.toString(),
                configuration.toString()));
    try {
      String fileSystem = process.awaitOutput(Pattern.compile(HadoopNodes.READY + "(\\S+)"));
      return new YarnCluster(process, configuration, fileSystem);
    } catch (RuntimeException e) {
      process.close();
      throw e;
    }
  }

  private static String testClasses() {
    return Path.of("target/test-classes").toAbsolutePath().toString();
  }

  /** The address of HDFS, {@code hdfs://host:port}. */
  public String fileSystem() {
    return fileSystem;
  }

  /** The directory with the configuration of clients. */
  public Path configuration() {
    return configuration;
  }

  /** A submission to this cluster with two executors; its default file system is HDFS. */
  public SparkSubmission.Builder submission() {
    Map<String, String> environment = SparkHome.environment();
    return SparkSubmission.to("yarn")
        .environment("HADOOP_CONF_DIR", configuration.toString())
        .conf("spark.submit.deployMode", "client")
        .conf("spark.yarn.jars", "local:" + SparkHome.classPath())
        .conf("spark.yarn.appMasterEnv.SPARK_LOCAL_IP", environment.get("SPARK_LOCAL_IP"))
        .conf("spark.executorEnv.SPARK_LOCAL_IP", environment.get("SPARK_LOCAL_IP"))
        .conf("spark.yarn.am.memory", "256m")
        .conf("spark.executor.instances", "2")
        .conf("spark.executor.cores", "1")
        .conf("spark.executor.memory", "640m");
  }

  @Override
  public void close() {
    process.close();
  }
}
