package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Set;

/** What is common to all that deal with jobs. */
final class Jobs {
  private static final Set<String> TERMINAL = Set.of("DONE", "ERROR", "CANCELLED");

  private Jobs() {}

  static boolean isActive(ObjectNode job) {
    return !TERMINAL.contains(Resources.state(job));
  }

  /** The full name of the cluster that a job runs on. */
  static String cluster(String name, JsonNode job) {
    return name.replaceFirst("/jobs/.*", "/clusters/") + job.at("/placement/clusterName").asText();
  }

  static void enter(ObjectNode job, String state, String details) {
    Resources.enter(job, state, details);
    if (!isActive(job)) {
      job.put("done", true);
    }
  }

  /** Changes the state of a job that is still there, and has not ended. */
  static void enter(State state, String name, String next, String details) {
    state.update(
        root -> {
          if (Resources.exists(root, Resources.JOBS, name)) {
            ObjectNode job = Resources.get(root, Resources.JOBS, name);
            if (isActive(job)) {
              enter(job, next, details);
            }
          }
        });
  }

  /** The object that gets what the driver prints. */
  static Path output(State state, JsonNode job) {
    return new Buckets(state)
        .file(ObjectUrl.parse(job.path("driverOutputResourceUri").asText() + ".000000000"));
  }

  /** What the service says of a job whose driver ended with an exit code. */
  static String failureDetails(String name, JsonNode job, int exitCode) {
    String id = job.at("/reference/jobId").asText();
    String project = job.at("/reference/projectId").asText();
    String region = name.replaceFirst(".*/regions/", "").replaceFirst("/.*", "");
    String cause =
        exitCode == 143 || exitCode == 137
            ? String.format(
                "Driver received SIGTERM/SIGKILL signal and exited with %d code, which potentially"
                    + " signifies a memory pressure (exit code %d).",
                exitCode, exitCode)
            : String.format("Driver exited with exit code %d.", exitCode);
    return String.format(
        "Google Cloud Dataproc Agent reports job failure. If logs are available, they can be found"
            + " at:%nhttps://console.cloud.google.com/dataproc/jobs/%s?project=%s&region=%s%n"
            + "gcloud dataproc jobs wait '%s' --region '%s' --project '%s'%n%s.*%n%s",
        id,
        project,
        region,
        id,
        region,
        project,
        job.path("driverOutputResourceUri").asText(),
        cause);
  }

  /** The job as the service shows it now. */
  static ObjectNode look(State state, String name) {
    JobFault.seen(state, name);
    return Resources.get(state.read(), Resources.JOBS, name);
  }
}
