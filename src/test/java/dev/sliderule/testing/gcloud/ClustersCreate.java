package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/** {@code gcloud dataproc clusters create}. */
final class ClustersCreate extends DataprocCommand {
  private static final List<String> VALUES =
      List.of(
          "--num-workers",
          "--num-masters",
          "--master-machine-type",
          "--worker-machine-type",
          "--master-boot-disk-size",
          "--worker-boot-disk-size",
          "--master-boot-disk-type",
          "--worker-boot-disk-type",
          "--image-version",
          "--bucket",
          "--temp-bucket",
          "--network",
          "--subnet",
          "--service-account",
          "--initialization-action-timeout",
          "--delete-max-idle",
          "--delete-max-age",
          "--stop-max-idle",
          "--stop-max-age",
          "--timeout");

  @Override
  void declare(Flags flags) {
    flags
        .positional("CLUSTER")
        .required("--region")
        .value("--zone", "-z")
        .values(VALUES)
        .multi("--labels")
        .multi("--metadata")
        .multi("--properties")
        .multi("--initialization-actions")
        .multi("--optional-components")
        .multi("--scopes")
        .multi("--tags")
        .bool("--async")
        .bool("--single-node")
        .bool("--no-address")
        .bool("--public-ip-address")
        .bool("--enable-component-gateway")
        .exclusive("--single-node", "--num-workers")
        .exclusive("--network", "--subnet")
        .exclusive("--no-address", "--public-ip-address");
  }

  @Override
  boolean holdsItself() {
    return true;
  }

  @Override
  void run(Call call) throws Exception {
    String id = call.newName("CLUSTER");
    String name = Resources.name(call, Resources.CLUSTERS, id);
    ObjectNode cluster = cluster(call, id);
    call.state()
        .update(
            root -> {
              if (Resources.exists(root, Resources.CLUSTERS, name)) {
                throw Failure.of(
                    "ALREADY_EXISTS: Already exists: Failed to create cluster: Cluster %s", name);
              }
              CpuQuota.check(root, cluster.withObject("/config"));
              Resources.put(root, Resources.CLUSTERS, name, cluster);
            });
    String operation =
        String.format(
            "projects/%s/regions/%s/operations/%s",
            call.project(), call.required("--region"), UUID.randomUUID());
    startOperation(call, name);
    if (call.has("--async")) {
      call.status("Creating [%s] with operation [%s].", name, operation);
      return;
    }
    call.status("Waiting on operation [%s].", operation);
    call.status("Waiting for cluster creation operation...");
    Holds.waitFor(call.state(), call.words());
    ObjectNode done = ClusterOperation.awaitEnd(call.state(), name, operation);
    call.status(
        "Created [https://dataproc.googleapis.com/v1/%s] Cluster placed in zone [%s].",
        name, Format.text(done.at("/config/gceClusterConfig/zoneUri")).replaceFirst(".*/", ""));
    Format format = Format.of(call);
    if (!format.isDefault()) {
      call.out().print(format.one(done));
    }
  }

  private static ObjectNode cluster(Call call, String id) {
    String uuid = UUID.randomUUID().toString();
    ObjectNode cluster =
        Json.object()
            .put("clusterName", id)
            .put("clusterUuid", uuid)
            .put("projectId", call.project());
    ObjectNode labels = Json.object(call.labels("--labels"));
    labels.put("goog-dataproc-cluster-name", id);
    labels.put("goog-dataproc-cluster-uuid", uuid);
    labels.put("goog-dataproc-location", call.required("--region"));
    cluster.set("labels", labels);
    cluster.set("config", ClusterConfig.of(call, bucket(call)));
    Resources.enter(cluster, "CREATING", "");
    return cluster;
  }

  /** The service has a bucket of its own in each region, for clusters that are not given one. */
  private static String bucket(Call call) {
    Buckets buckets = new Buckets(call.state());
    call.value("--temp-bucket").ifPresent(temp -> buckets.check(ObjectUrl.parse("gs://" + temp)));
    String bucket =
        call.value("--bucket").orElse(GcloudStandIn.STAGING + call.required("--region"));
    if (!buckets.exists(bucket)) {
      if (call.has("--bucket")) {
        throw Failure.of(
            "INVALID_ARGUMENT: Google Cloud Storage bucket does not exist '%s'.", bucket);
      }
      buckets.create(bucket, call.required("--region"), Json.object());
    }
    return bucket;
  }

  /** What the service does goes on even if the client is no longer there. */
  private static void startOperation(Call call, String name) throws IOException {
    ObjectNode cluster = Resources.get(call.state().read(), Resources.CLUSTERS, name);
    if (cluster.at("/config/initializationActions").isEmpty()
        && !Holds.isSet(call.state(), call.words())) {
      ClusterOperation.finish(call.state(), name);
      return;
    }
    Processes.start(
        call.state(),
        name,
        "creation",
        new ProcessBuilder(
            Processes.detached(
                Processes.java(call.state(), ClusterOperation.class, name, call.words()))),
        call.state().directory().resolve("logs/operations.log"));
  }
}
