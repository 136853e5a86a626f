package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Main class of the process that makes a cluster ready, as the service does. */
final class ClusterOperation {
  private static final long POLL_MILLIS = 50;

  private ClusterOperation() {}

  /**
   * Makes a cluster ready.
   *
   * @param args the cluster's name, and the command that may be held
   */
  public static void main(String[] args) throws Exception {
    State state = State.ofThisProcess();
    String name = args[0];
    Holds.waitQuietly(state, args[1]);
    ObjectNode root = state.read();
    if (!Resources.exists(root, Resources.CLUSTERS, name)) {
      return;
    }
    if (root.path("clusterState").isMissingNode()) {
      Optional<String> failure =
          InitializationActions.run(state, Resources.get(root, Resources.CLUSTERS, name), name);
      if (failure.isPresent()) {
        enter(state, name, "ERROR", failure.get());
        return;
      }
    }
    finish(state, name);
  }

  /** Ends the creation in the state that the test wants, or well. */
  static void finish(State state, String name) {
    JsonNode wanted = state.read().path("clusterState");
    enter(state, name, wanted.path("state").asText("RUNNING"), wanted.path("detail").asText());
  }

  private static void enter(State state, String name, String next, String detail) {
    state.update(
        root -> {
          if (Resources.exists(root, Resources.CLUSTERS, name)) {
            Resources.enter(Resources.get(root, Resources.CLUSTERS, name), next, detail);
          }
        });
  }

  /** Waits, as the client does, until the cluster is ready. */
  static ObjectNode awaitEnd(State state, String name, String operation)
      throws InterruptedException {
    Limit limit = Limit.of("the creation of " + name);
    while (true) {
      limit.check();
      ObjectNode cluster = Resources.get(state.read(), Resources.CLUSTERS, name);
      if (Resources.state(cluster).equals("ERROR")) {
        throw Failure.of(
            "Operation [%s] failed: %s.", operation, cluster.at("/status/detail").asText());
      }
      if (!Resources.state(cluster).equals("CREATING")) {
        return cluster;
      }
      Thread.sleep(POLL_MILLIS);
    }
  }
}
