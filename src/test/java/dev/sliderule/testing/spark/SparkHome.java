package dev.sliderule.testing.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code mvn package} leaves for clusters: Spark, YARN and the jar that is submitted. */
public final class SparkHome {
  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final Path SPARK = TARGET.resolve("spark");

  private SparkHome() {}

  /** The jar with both jobs. */
  public static Path clusterJar() {
    return required(TARGET.resolve("sliderule-cluster.jar"));
  }

  /** Spark's own class path, for {@code java -cp}. */
  public static String classPath() {
    return required(SPARK.resolve("jars")) + "/*";
  }

  /** Spark's own configuration, which comes first on class paths. */
  public static Path conf() {
    return SPARK.resolve("conf");
  }

  /** The class path of a Hadoop that is no part of Spark. */
  static String hadoopClassPath() {
    return required(TARGET.resolve("yarn/jars")) + "/*";
  }

  /** Variables that every process of Spark gets. */
  public static Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("SPARK_HOME", SPARK.toString());
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    // Spark's scripts say so, and workers need it to start executors.
    environment.put("SPARK_SCALA_VERSION", "2.12");
    return environment;
  }

  /** A new, empty directory for logs and work under {@code target/spark-tests}. */
  static Path newDirectory(String name) {
    try {
      Path parent = Files.createDirectories(TARGET.resolve("spark-tests"));
      return Files.createTempDirectory(parent, name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path required(Path path) {
    if (!Files.exists(path)) {
      throw new IllegalStateException(
          String.format("There is no %s; run 'make package' first", path));
    }
    return path;
  }
}
