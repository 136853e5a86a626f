package dev.sliderule.testing.gcloud;

import java.util.Map;
import java.util.TreeMap;

/** Machine types that clusters can have, with their CPUs. */
final class MachineType {
  /** Of clusters that say nothing about it. */
  static final String DEFAULT = "n1-standard-4";

  private static final Map<String, Integer> CPUS = new TreeMap<>();

  static {
    // Shared cores count as whole ones in quotas.
    CPUS.put("e2-small", 2);
    CPUS.put("e2-medium", 2);
    for (int cpus : new int[] {2, 4, 8, 16}) {
      CPUS.put("e2-standard-" + cpus, cpus);
      CPUS.put("e2-highmem-" + cpus, cpus);
      CPUS.put("n1-standard-" + cpus, cpus);
      CPUS.put("n2-standard-" + cpus, cpus);
    }
  }

  private MachineType() {}

  static String checked(String name, String zone) {
    if (!CPUS.containsKey(name)) {
      throw Failure.of(
          "INVALID_ARGUMENT: Machine type '%s' does not exist in zone '%s'.", name, zone);
    }
    return name;
  }

  static int cpus(String name) {
    return CPUS.getOrDefault(name.substring(name.lastIndexOf('/') + 1), 0);
  }

  /** The quota that CPUs of such machines count for. */
  static String quota(String name) {
    return name.substring(name.lastIndexOf('/') + 1).startsWith("n2-") ? "N2_CPUS" : "CPUS";
  }
}
