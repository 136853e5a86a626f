package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** A command of {@code gcloud managed-kafka}; behind it are documents only, and no broker. */
abstract class KafkaCommand extends Command {
  static final String CREATE = "managed-kafka clusters create";
  private static final String CLUSTERS = "kafkaClusters";

  @Override
  final Optional<String> api() {
    return Optional.of("managedkafka.googleapis.com");
  }

  static String name(Call call, String cluster) {
    return String.format(
        "projects/%s/locations/%s/clusters/%s",
        call.project(), call.required("--location"), cluster);
  }

  static ObjectNode clusters(ObjectNode root) {
    return root.withObject("/" + CLUSTERS);
  }

  static ObjectNode get(ObjectNode root, String name) {
    JsonNode cluster = root.path(CLUSTERS).path(name);
    if (!cluster.isObject()) {
      throw Failure.of("NOT_FOUND: Resource '%s' was not found", name);
    }
    return (ObjectNode) cluster;
  }
}
