package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Clusters and jobs in the document, by their full names. */
final class Resources {
  static final String CLUSTERS = "clusters";
  static final String JOBS = "jobs";

  private Resources() {}

  /** {@code projects/P/regions/R/clusters/C}, and the same for jobs. */
  static String name(Call call, String kind, String id) {
    return parent(call, kind) + id;
  }

  private static String parent(Call call, String kind) {
    return String.format(
        "projects/%s/regions/%s/%s/", call.project(), call.required("--region"), kind);
  }

  static boolean exists(ObjectNode root, String kind, String name) {
    return root.path(kind).has(name);
  }

  static ObjectNode get(ObjectNode root, String kind, String name) {
    JsonNode resource = root.path(kind).path(name);
    if (!resource.isObject()) {
      String title = kind.equals(JOBS) ? "Job" : "Cluster";
      throw Failure.of("NOT_FOUND: Not found: %s %s", title, name);
    }
    return (ObjectNode) resource;
  }

  static void put(ObjectNode root, String kind, String name, ObjectNode resource) {
    root.withObject("/" + kind).set(name, resource);
  }

  static void remove(ObjectNode root, String kind, String name) {
    root.withObject("/" + kind).remove(name);
  }

  /** Those of the project and region that the command speaks of, newest last. */
  static List<ObjectNode> list(Call call, String kind) {
    String parent = parent(call, kind);
    List<ObjectNode> all = new ArrayList<>();
    call.state()
        .read()
        .path(kind)
        .fields()
        .forEachRemaining(
            field -> {
              if (field.getKey().startsWith(parent)) {
                all.add((ObjectNode) field.getValue());
              }
            });
    return all;
  }

  static String state(ObjectNode resource) {
    return resource.at("/status/state").asText();
  }

  /** Puts a resource into another state, and the one before into its history. */
  static void enter(ObjectNode resource, String state, String details) {
    if (resource.has("status")) {
      resource.withArray("statusHistory").add(resource.get("status"));
    }
    ObjectNode status =
        Json.object().put("state", state).put("stateStartTime", Instant.now().toString());
    if (!details.isEmpty()) {
      status.put(resource.has("clusterName") ? "detail" : "details", details);
    }
    resource.set("status", status);
  }
}
