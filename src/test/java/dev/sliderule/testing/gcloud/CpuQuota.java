package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The CPUs that clusters may have in total. */
final class CpuQuota {
  private CpuQuota() {}

  /** Refuses a cluster that would need more than what is left. */
  static void check(ObjectNode root, ObjectNode config) {
    Map<String, Integer> used = new TreeMap<>();
    root.path(Resources.CLUSTERS).forEach(cluster -> add(used, cluster.path("config")));
    Map<String, Integer> requested = new TreeMap<>();
    add(requested, config);
    List<String> errors = new ArrayList<>();
    requested.forEach(
        (metric, cpus) -> {
          JsonNode limit = root.path("quota").path(metric);
          int available = limit.asInt() - used.getOrDefault(metric, 0);
          if (limit.isNumber() && cpus > available) {
            errors.add(
                String.format(
                    Locale.ROOT,
                    "Insufficient '%s' quota. Requested %.1f, available %.1f.",
                    metric,
                    (double) cpus,
                    (double) available));
          }
        });
    if (errors.size() == 1) {
      throw Failure.of("INVALID_ARGUMENT: %s", errors.get(0));
    }
    if (!errors.isEmpty()) {
      throw Failure.of(
          "INVALID_ARGUMENT: Multiple validation errors:%n - %s", String.join("\n - ", errors));
    }
  }

  private static void add(Map<String, Integer> cpus, JsonNode config) {
    for (String field : new String[] {"masterConfig", "workerConfig"}) {
      JsonNode group = config.path(field);
      if (group.isObject()) {
        String type = group.path("machineTypeUri").asText();
        cpus.merge(
            MachineType.quota(type),
            MachineType.cpus(type) * group.path("numInstances").asInt(),
            Integer::sum);
      }
    }
  }
}
