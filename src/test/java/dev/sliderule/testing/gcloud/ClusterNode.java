package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The master of a cluster, as scripts that run on it see it: a directory instead of a machine. */
final class ClusterNode {
  private final State state;
  private final String name;
  private final Path directory;

  private ClusterNode(State state, String name, Path directory) {
    this.state = state;
    this.name = name;
    this.directory = directory;
  }

  /** Makes the machine of a cluster, with its metadata and the programs that scripts ask for. */
  static ClusterNode create(State state, ObjectNode cluster, String name) throws IOException {
    Path directory =
        state.directory().resolve("nodes").resolve(cluster.path("clusterUuid").asText());
    ClusterNode node = new ClusterNode(state, name, directory);
    Files.createDirectories(node.systemd());
    Files.createDirectories(directory.resolve("install"));
    node.writeMetadata(cluster);
    node.writePrograms();
    return node;
  }

  Path directory() {
    return directory;
  }

  private Path systemd() {
    return directory.resolve("systemd");
  }

  private void writeMetadata(ObjectNode cluster) throws IOException {
    Map<String, String> attributes =
        new LinkedHashMap<>(Json.fields(cluster.at("/config/gceClusterConfig/metadata")));
    attributes.put("dataproc-role", "Master");
    attributes.put("dataproc-master", "localhost");
    attributes.put("dataproc-cluster-name", cluster.path("clusterName").asText());
    attributes.put("dataproc-cluster-uuid", cluster.path("clusterUuid").asText());
    attributes.put("dataproc-region", cluster.at("/labels/goog-dataproc-location").asText());
    attributes.put("dataproc-bucket", cluster.at("/config/configBucket").asText());
    Path metadata = Files.createDirectories(directory.resolve("metadata/attributes"));
    for (Map.Entry<String, String> attribute : attributes.entrySet()) {
      Files.writeString(metadata.resolve(attribute.getKey()), attribute.getValue());
    }
    Files.writeString(directory.resolve("metadata/name"), "localhost");
  }

  private void writePrograms() throws IOException {
    Path metadata = directory.resolve("metadata");
    Path bin = directory.resolve("bin");
    Scripts.write(
        bin.resolve("get_metadata_value"),
        "exec cat " + Scripts.quote(metadata + "/") + "\"$1\" 2>/dev/null");
    Scripts.writeExec(
        bin.resolve("systemctl"),
        Processes.java(state, FakeSystemctl.class, name, directory.toString()));
    // Newer images do not have it.
    Scripts.write(bin.resolve("gsutil"), "echo 'gsutil: command not found' >&2; exit 127");
  }

  /** The variables that scripts get besides those of this process. */
  Map<String, String> environment() {
    String path =
        String.join(
            ":",
            directory.resolve("bin").toString(),
            state.directory().resolve("bin").toString(),
            System.getenv("PATH"),
            Path.of(System.getProperty("java.home"), "bin").toString());
    return Map.of(
        "PATH",
        path,
        "JAVA_HOME",
        System.getProperty("java.home"),
        "METADATA_COMMAND",
        directory.resolve("bin/get_metadata_value").toString(),
        "SYSTEMD_DIR",
        systemd().toString(),
        "INSTALL_DIR",
        directory.resolve("install").toString());
  }
}
