package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.UUID;

/** {@code gcloud dataproc jobs submit spark}. */
final class JobsSubmitSpark extends DataprocCommand {
  private static final String LEVELS = "ALL|TRACE|DEBUG|INFO|WARN|ERROR|FATAL|OFF";

  @Override
  void declare(Flags flags) {
    flags
        .required("--cluster")
        .required("--region")
        .value("--class")
        .value("--jar")
        .value("--bucket")
        .value("--id")
        .value("--properties-file")
        .value("--max-failures-per-hour")
        .value("--max-failures-total")
        .multi("--jars")
        .multi("--files")
        .multi("--properties")
        .multi("--labels")
        .multi("--driver-log-levels")
        .bool("--async")
        .exclusive("--class", "--jar");
  }

  @Override
  void run(Call call) throws Exception {
    if (!call.has("--class") && !call.has("--jar")) {
      throw Failure.usage("Exactly one of (--class | --jar) must be specified.");
    }
    String id = call.value("--id").orElseGet(() -> UUID.randomUUID().toString().replace("-", ""));
    String name = Resources.name(call, Resources.JOBS, id);
    ObjectNode cluster =
        Resources.get(
            call.state().read(),
            Resources.CLUSTERS,
            Resources.name(call, Resources.CLUSTERS, call.required("--cluster")));
    if (!Resources.state(cluster).equals("RUNNING")) {
      throw Failure.of(
          "FAILED_PRECONDITION: Unable to submit job, cluster '%s' is in state %s and cannot"
              + " accept jobs.",
          call.required("--cluster"), Resources.state(cluster));
    }
    ObjectNode job = job(call, id, cluster);
    call.state()
        .update(
            root -> {
              if (Resources.exists(root, Resources.JOBS, name)) {
                throw Failure.of(
                    "ALREADY_EXISTS: Already exists: Failed to submit job: Job %s", name);
              }
              Resources.put(root, Resources.JOBS, name, job);
            });
    if (!JobFault.applies(call.state(), name, job)) {
      Processes.start(
          call.state(),
          name,
          "runner",
          new ProcessBuilder(
              Processes.detached(Processes.java(call.state(), JobRunner.class, name))),
          call.state().directory().resolve("logs/jobs.log"));
    }
    call.status("Job [%s] submitted.", id);
    if (call.has("--async")) {
      call.out()
          .print(Format.of(call).one(Resources.get(call.state().read(), Resources.JOBS, name)));
    } else {
      JobsWait.await(call, name);
    }
  }

  private static ObjectNode job(Call call, String id, ObjectNode cluster) throws IOException {
    String uuid = cluster.path("clusterUuid").asText();
    String bucket = call.value("--bucket").orElse(cluster.at("/config/configBucket").asText());
    String directory =
        String.format("gs://%s/google-cloud-dataproc-metainfo/%s/jobs/%s/", bucket, uuid, id);
    ObjectNode job = Json.object();
    job.putObject("reference").put("jobId", id).put("projectId", call.project());
    job.putObject("placement")
        .put("clusterName", call.required("--cluster"))
        .put("clusterUuid", uuid);
    job.put("driverOutputResourceUri", directory + "driveroutput");
    job.put("driverControlFilesUri", directory);
    job.put("jobUuid", UUID.randomUUID().toString());
    if (call.has("--labels")) {
      job.set("labels", Json.object(call.labels("--labels")));
    }
    scheduling(call).ifPresent(scheduling -> job.set("scheduling", scheduling));
    job.set("sparkJob", sparkJob(call, directory));
    Jobs.enter(job, "PENDING", "");
    return job;
  }

  private static Optional<ObjectNode> scheduling(Call call) {
    ObjectNode scheduling = Json.object();
    limit(call, "--max-failures-per-hour", 10, "maxFailuresPerHour", scheduling);
    limit(call, "--max-failures-total", 240, "maxFailuresTotal", scheduling);
    return scheduling.isEmpty() ? Optional.empty() : Optional.of(scheduling);
  }

  private static void limit(Call call, String flag, int most, String field, ObjectNode scheduling) {
    int failures = call.integer(flag, 0);
    if (failures < 0 || failures > most) {
      throw Failure.of(
          "INVALID_ARGUMENT: %s must be between 0 and %d, but is %d.", field, most, failures);
    }
    if (failures > 0) {
      scheduling.put(field, failures);
    }
  }

  private static ObjectNode sparkJob(Call call, String directory) throws IOException {
    ObjectNode job = Json.object();
    call.value("--class").ifPresent(main -> job.put("mainClass", main));
    if (call.has("--jar")) {
      job.put("mainJarFileUri", staged(call, call.required("--jar"), directory));
    }
    putFiles(call, "--jars", directory, "jarFileUris", job);
    putFiles(call, "--files", directory, "fileUris", job);
    if (!call.afterDashes().isEmpty()) {
      job.set("args", Json.array(call.afterDashes()));
    }
    Map<String, String> properties = new LinkedHashMap<>(fromFile(call));
    properties.putAll(call.dict("--properties"));
    if (!properties.isEmpty()) {
      job.set("properties", Json.object(properties));
    }
    Map<String, String> levels = call.dict("--driver-log-levels");
    levels.forEach(
        (logger, level) -> {
          if (!level.matches(LEVELS)) {
            throw Failure.of("Invalid log level [%s] of [%s].", level, logger);
          }
        });
    if (!levels.isEmpty()) {
      job.putObject("loggingConfig").set("driverLogLevels", Json.object(levels));
    }
    return job;
  }

  private static void putFiles(
      Call call, String flag, String directory, String field, ObjectNode job) throws IOException {
    List<String> files = new ArrayList<>();
    for (String file : call.list(flag)) {
      files.add(staged(call, file, directory));
    }
    if (!files.isEmpty()) {
      job.set(field, Json.array(files));
    }
  }

  /** Files of this machine go into the bucket with the job. */
  private static String staged(Call call, String file, String directory) throws IOException {
    Buckets buckets = new Buckets(call.state());
    if (ObjectUrl.isOne(file)) {
      if (!buckets.isObject(ObjectUrl.parse(file))) {
        throw Failure.of("NOT_FOUND: File not found: %s", file);
      }
      return file;
    }
    Path local = Path.of(file);
    if (!Files.isRegularFile(local)) {
      throw Failure.of("File Not Found: [%s].", file);
    }
    String url = directory + "staging/" + local.getFileName();
    Path object = buckets.file(ObjectUrl.parse(url));
    Files.createDirectories(object.getParent());
    Files.copy(local, object);
    return url;
  }

  private static Map<String, String> fromFile(Call call) throws IOException {
    Optional<String> file = call.value("--properties-file");
    if (file.isEmpty()) {
      return Map.of();
    }
    Path path =
        ObjectUrl.isOne(file.get())
            ? new Buckets(call.state()).file(ObjectUrl.parse(file.get()))
            : Path.of(file.get());
    if (!Files.isRegularFile(path)) {
      throw Failure.of("Cannot read properties file [%s].", file.get());
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(path)) {
      properties.load(reader);
    }
    Map<String, String> all = new LinkedHashMap<>();
    new TreeSet<>(properties.stringPropertyNames())
        .forEach(name -> all.put(name, properties.getProperty(name)));
    return all;
  }
}
