package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The {@code spark-submit} of a job, in client mode as on Dataproc. */
final class DriverCommand {
  private final State state;
  private final JsonNode spark;
  private final JsonNode job;
  private final Map<String, String> conf = new LinkedHashMap<>();

  DriverCommand(State state, ObjectNode root, String name, ObjectNode job) {
    this.state = state;
    this.spark = root.path("spark");
    this.job = job.path("sparkJob");
    if (spark.path("master").asText().isEmpty()) {
      throw new IllegalStateException("The stand-in knows no Spark master");
    }
    JsonNode cluster = root.path(Resources.CLUSTERS).path(Jobs.cluster(name, job));
    Json.fields(cluster.at("/config/softwareConfig/properties"))
        .forEach(
            (property, value) -> {
              if (property.startsWith("spark:")) {
                conf.put(property.substring("spark:".length()), value);
              }
            });
    conf.putAll(Json.fields(this.job.path("properties")));
    conf.put("spark.submit.deployMode", "client");
    conf.put("spark.hadoop.fs.gs.impl", GcloudStandIn.FILE_SYSTEM);
    conf.put("spark.hadoop.sliderule.gs.root", Buckets.directory(state).toString());
    conf.merge(
        "spark.executor.extraClassPath",
        fileSystemClasses(),
        (own, ours) -> own.isEmpty() ? ours : ours + ":" + own);
    conf.putAll(Json.fields(spark.path("conf")));
  }

  private String fileSystemClasses() {
    return state.directory().resolve("lib/gs").toString();
  }

  /** The command, with what it needs copied out of the buckets into {@code directory}. */
  ProcessBuilder build(Path directory) throws IOException {
    Files.createDirectories(directory);
    List<String> jars = copies(directory, job.path("jarFileUris"));
    String main =
        job.has("mainJarFileUri")
            ? copy(directory, job.path("mainJarFileUri").asText())
            : jars.remove(0);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Json.texts(spark.path("javaOptions")));
    command.add("-Xmx" + conf.getOrDefault("spark.driver.memory", "1g"));
    command.addAll(words(conf.getOrDefault("spark.driver.extraJavaOptions", "")));
    command.add("-cp");
    command.add(classPath());
    command.add("org.apache.spark.deploy.SparkSubmit");
    command.add("--master");
    command.add(spark.path("master").asText());
    conf.forEach(
        (property, value) -> {
          command.add("--conf");
          command.add(property + "=" + value);
        });
    addFiles(command, "--jars", jars);
    addFiles(command, "--files", copies(directory, job.path("fileUris")));
    if (job.has("mainClass")) {
      command.add("--class");
      command.add(job.path("mainClass").asText());
    }
    command.add(main);
    command.addAll(Json.texts(job.path("args")));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    // Whatever Spark or Hadoop the developer's shell knows has no say here.
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("SPARK_") || name.matches("(HADOOP|YARN)_.*"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(Json.fields(spark.path("environment")));
    return builder;
  }

  private String classPath() {
    String own = conf.get("spark.driver.extraClassPath");
    String hadoop = spark.at("/environment/HADOOP_CONF_DIR").asText();
    return fileSystemClasses()
        + (own == null ? "" : ":" + own)
        + ":"
        + spark.path("classPath").asText()
        + (hadoop.isEmpty() ? "" : ":" + hadoop);
  }

  private static List<String> words(String options) {
    List<String> words = new ArrayList<>();
    for (String word : options.trim().split("\\s+", -1)) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }

  private static void addFiles(List<String> command, String option, List<String> files) {
    if (!files.isEmpty()) {
      command.add(option);
      command.add(String.join(",", files));
    }
  }

  private List<String> copies(Path directory, JsonNode urls) throws IOException {
    List<String> copies = new ArrayList<>();
    for (String url : Json.texts(urls)) {
      copies.add(copy(directory, url));
    }
    return copies;
  }

  private String copy(Path directory, String url) throws IOException {
    Path object = new Buckets(state).file(ObjectUrl.parse(url));
    Path local = directory.resolve(object.getFileName());
    Files.copy(object, local, StandardCopyOption.REPLACE_EXISTING);
    return local.toString();
  }
}
