package dev.sliderule.testing.gcloud;

import java.util.Map;
import java.util.Set;

/** Properties of clusters, each with the prefix of the file it goes into. */
final class ClusterProperties {
  private static final Set<String> PREFIXES =
      Set.of(
          "capacity-scheduler",
          "core",
          "dataproc",
          "distcp",
          "hadoop-env",
          "hdfs",
          "hive",
          "mapred",
          "mapred-env",
          "spark",
          "spark-env",
          "yarn",
          "yarn-env");

  private ClusterProperties() {}

  static Map<String, String> checked(Map<String, String> properties) {
    for (String property : properties.keySet()) {
      int colon = property.indexOf(':');
      if (colon < 0 || !PREFIXES.contains(property.substring(0, colon))) {
        throw Failure.of(
            "INVALID_ARGUMENT: Cluster property '%s' does not start with a supported prefix.",
            property);
      }
    }
    return properties;
  }
}
