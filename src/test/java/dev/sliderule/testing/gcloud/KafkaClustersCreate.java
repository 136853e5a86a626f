package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code gcloud managed-kafka clusters create}. */
final class KafkaClustersCreate extends KafkaCommand {
  private static final Pattern MEMORY = Pattern.compile("(?<count>\\d+)(?<unit>GiB|GB|MiB|B)?");

  @Override
  void declare(Flags flags) {
    flags
        .positional("CLUSTER")
        .required("--location")
        .required("--cpu")
        .required("--memory")
        .required("--subnets")
        .multi("--labels")
        .bool("--async");
  }

  @Override
  boolean holdsItself() {
    return true;
  }

  @Override
  void run(Call call) throws Exception {
    String id = call.newName("CLUSTER");
    String name = name(call, id);
    ObjectNode cluster = cluster(call, id, name);
    call.state()
        .update(
            root -> {
              if (clusters(root).has(name)) {
                throw Failure.of("ALREADY_EXISTS: Resource '%s' already exists", name);
              }
              clusters(root).set(name, cluster);
            });
    call.status("Create request issued for: [%s]", id);
    if (call.has("--async")) {
      return;
    }
    Holds.waitFor(call.state(), call.words());
    call.state().update(root -> get(root, name).put("state", "ACTIVE"));
    call.status("Created cluster [%s].", id);
  }

  private static ObjectNode cluster(Call call, String id, String name) {
    int cpus = call.integer("--cpu", 0);
    if (cpus < 3) {
      throw Failure.of("INVALID_ARGUMENT: vcpu_count must be at least 3");
    }
    long bytes = bytes(call.required("--memory"));
    if (bytes < cpus * (1L << 30) || bytes > cpus * (8L << 30)) {
      throw Failure.of("INVALID_ARGUMENT: memory_bytes must be between 1 and 8 GiB per vCPU");
    }
    ObjectNode cluster = Json.object().put("name", name).put("state", "CREATING");
    String address = call.state().read().path("bootstrapAddress").asText();
    cluster.put(
        "bootstrapAddress",
        address.isEmpty()
            ? String.format(
                "bootstrap.%s.%s.managedkafka.%s.cloud.goog:9092",
                id, call.required("--location"), call.project())
            : address);
    cluster
        .putObject("capacityConfig")
        .put("vcpuCount", Integer.toString(cpus))
        .put("memoryBytes", Long.toString(bytes));
    for (String subnet : ArgValues.list("--subnets", call.required("--subnets"))) {
      cluster
          .withObject("/gcpConfig/accessConfig")
          .withArray("networkConfigs")
          .addObject()
          .put("subnet", subnet);
    }
    cluster.set("labels", Json.object(call.labels("--labels")));
    return cluster;
  }

  private static long bytes(String memory) {
    Matcher matcher = MEMORY.matcher(memory);
    if (!matcher.matches()) {
      throw Failure.usage("argument --memory: given value is no size: %s", memory);
    }
    long count = Long.parseLong(matcher.group("count"));
    String unit = matcher.group("unit") == null ? "" : matcher.group("unit");
    switch (unit) {
      case "MiB":
        return count << 20;
      case "GB":
      case "GiB":
        return count << 30;
      default:
        return count;
    }
  }
}
