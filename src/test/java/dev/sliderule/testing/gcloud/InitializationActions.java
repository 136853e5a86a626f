package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The scripts of a cluster's bucket that run on its master when it is created. */
final class InitializationActions {
  private InitializationActions() {}

  /** Runs them one after the other; what the service says of the first one that fails. */
  static Optional<String> run(State state, ObjectNode cluster, String name)
      throws IOException, InterruptedException {
    ClusterNode node = ClusterNode.create(state, cluster, name);
    int number = 0;
    for (JsonNode action : cluster.at("/config/initializationActions")) {
      String output =
          String.format(
              "gs://%s/google-cloud-dataproc-metainfo/%s/%s-m/"
                  + "dataproc-initialization-script-%d_output",
              cluster.at("/config/configBucket").asText(),
              cluster.path("clusterUuid").asText(),
              cluster.path("clusterName").asText(),
              number++);
      Optional<String> verb = run(state, name, node, action, ObjectUrl.parse(output));
      if (verb.isPresent()) {
        return Optional.of(
            String.format(
                "Initialization action %s. Failed action '%s', see output in: %s",
                verb.get(), action.path("executableFile").asText(), output));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> run(
      State state, String name, ClusterNode node, JsonNode action, ObjectUrl output)
      throws IOException, InterruptedException {
    Buckets buckets = new Buckets(state);
    Path script = Files.createTempFile(node.directory(), "initialization-action", ".sh");
    Files.write(
        script,
        Files.readAllBytes(buckets.file(ObjectUrl.parse(action.path("executableFile").asText()))));
    ProcessBuilder builder =
        new ProcessBuilder("bash", script.toString()).directory(node.directory().toFile());
    builder.environment().putAll(node.environment());
    Process process =
        Processes.start(state, name, "initialization action", builder, buckets.file(output));
    long seconds = Long.parseLong(action.path("executionTimeout").asText().replaceFirst("s$", ""));
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      Processes.killTree(process.toHandle());
      return Optional.of("timed out");
    }
    return process.exitValue() == 0 ? Optional.empty() : Optional.of("failed");
  }
}
