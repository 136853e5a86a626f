package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code config} of a cluster, from the flags that create it. */
final class ClusterConfig {
  private static final String COMPUTE = "https://www.googleapis.com/compute/v1/projects/";
  private static final Pattern SIZE = Pattern.compile("(?<count>\\d+)(?<unit>GB|TB|GiB|TiB)?");
  private static final Pattern IMAGE =
      Pattern.compile("(2\\.[123]|3\\.0)(\\.\\d+)?(-(debian|ubuntu|rocky|ml-ubuntu)\\d*)?");

  private final Call call;
  private final ObjectNode config = Json.object();

  private ClusterConfig(Call call) {
    this.call = call;
  }

  static ObjectNode of(Call call, String bucket) {
    return new ClusterConfig(call).build(bucket);
  }

  private ObjectNode build(String bucket) {
    config.put("configBucket", bucket);
    call.value("--temp-bucket").ifPresent(temp -> config.put("tempBucket", temp));
    if (call.has("--enable-component-gateway")) {
      config.putObject("endpointConfig").put("enableHttpPortAccess", true);
    }
    network();
    // Everything of the cluster is on this machine, and its broker's clients are, too.
    group("master", "masterConfig", call.integer("--num-masters", 1), List.of("localhost"));
    int workers = call.has("--single-node") ? 0 : call.integer("--num-workers", 2);
    if (workers == 1) {
      throw Failure.of(
          "INVALID_ARGUMENT: Cluster with 1 primary worker is not allowed: use a single node"
              + " cluster or at least 2 workers.");
    }
    if (workers > 0) {
      List<String> names = new ArrayList<>();
      for (int worker = 0; worker < workers; worker++) {
        names.add(call.required("CLUSTER") + "-w-" + worker);
      }
      group("worker", "workerConfig", workers, names);
    }
    software();
    lifecycle();
    initializationActions();
    return config;
  }

  private String zone() {
    return call.value("--zone").orElse(call.required("--region") + "-a");
  }

  private void network() {
    ObjectNode network = config.putObject("gceClusterConfig");
    String region = call.required("--region");
    String subnet = call.value("--subnet").orElse("default");
    subnet = subnet.substring(subnet.lastIndexOf('/') + 1);
    boolean internal = !call.has("--public-ip-address");
    ObjectNode subnets = call.state().read().withObject("/subnets");
    if (!subnets.has(region + "/" + subnet)) {
      throw Failure.of(
          "INVALID_ARGUMENT: Subnetwork '%s' does not exist in region '%s'.", subnet, region);
    }
    if (internal && !subnets.path(region + "/" + subnet).asBoolean()) {
      throw Failure.of(
          "INVALID_ARGUMENT: Subnetwork '%s' does not support Private Google Access which is"
              + " required for Dataproc clusters when 'internal_ip_only' is set to 'true'. Enable"
              + " Private Google Access on subnetwork '%s' or set 'internal_ip_only' to 'false'.",
          subnet, subnet);
    }
    network.put("internalIpOnly", internal);
    network.put(
        "subnetworkUri",
        COMPUTE + call.project() + "/regions/" + region + "/subnetworks/" + subnet);
    network.put("zoneUri", COMPUTE + call.project() + "/zones/" + zone());
    call.value("--service-account").ifPresent(account -> network.put("serviceAccount", account));
    if (call.has("--scopes")) {
      network.set("serviceAccountScopes", Json.array(call.list("--scopes")));
    }
    if (call.has("--tags")) {
      network.set("tags", Json.array(call.list("--tags")));
    }
    if (call.has("--metadata")) {
      network.set("metadata", Json.object(call.dict("--metadata")));
    }
  }

  private void group(String role, String field, int count, List<String> names) {
    String type =
        MachineType.checked(
            call.value("--" + role + "-machine-type").orElse(MachineType.DEFAULT), zone());
    ObjectNode group = config.putObject(field);
    group.set("instanceNames", Json.array(names));
    group.put("numInstances", count);
    group.put(
        "machineTypeUri", COMPUTE + call.project() + "/zones/" + zone() + "/machineTypes/" + type);
    ObjectNode disk = group.putObject("diskConfig");
    disk.put("bootDiskSizeGb", gigabytes("--" + role + "-boot-disk-size"));
    disk.put(
        "bootDiskType",
        call.choice(
                "--" + role + "-boot-disk-type",
                "pd-balanced",
                "pd-ssd",
                "pd-standard",
                "hyperdisk-balanced")
            .orElse("pd-standard"));
  }

  private long gigabytes(String flag) {
    String size = call.value(flag).orElse("500GB");
    Matcher matcher = SIZE.matcher(size);
    if (!matcher.matches()) {
      throw Failure.usage(
          "argument %s: given value must be of the form INTEGER[UNIT] where units can be one of"
              + " GB, GiB, TB, TiB; received: %s",
          flag, size);
    }
    boolean tera = matcher.group("unit") != null && matcher.group("unit").startsWith("T");
    long gigabytes = Long.parseLong(matcher.group("count")) * (tera ? 1024 : 1);
    if (gigabytes < 10) {
      throw Failure.usage(
          "argument %s: value must be greater than or equal to 10GB; received: %s", flag, size);
    }
    return gigabytes;
  }

  private void software() {
    String image = call.value("--image-version").orElse("3.0-debian13");
    if (!IMAGE.matcher(image).matches()) {
      throw Failure.of(
          "INVALID_ARGUMENT: Selected software image version '%s' can no longer be used to create"
              + " new clusters. Please select a more recent image",
          image);
    }
    ObjectNode software = config.putObject("softwareConfig").put("imageVersion", image);
    software.set("properties", Json.object(ClusterProperties.checked(call.dict("--properties"))));
    if (call.has("--optional-components")) {
      software.set("optionalComponents", Json.array(call.list("--optional-components")));
    }
  }

  private void lifecycle() {
    ObjectNode lifecycle = Json.object();
    duration("--delete-max-idle", "5m")
        .ifPresent(ttl -> lifecycle.put("idleDeleteTtl", seconds(ttl)));
    duration("--delete-max-age", "10m")
        .ifPresent(
            ttl -> {
              lifecycle.put("autoDeleteTtl", seconds(ttl));
              lifecycle.put("autoDeleteTime", Instant.now().plus(ttl).toString());
            });
    duration("--stop-max-idle", "5m").ifPresent(ttl -> lifecycle.put("idleStopTtl", seconds(ttl)));
    duration("--stop-max-age", "10m").ifPresent(ttl -> lifecycle.put("autoStopTtl", seconds(ttl)));
    if (!lifecycle.isEmpty()) {
      config.set("lifecycleConfig", lifecycle);
    }
  }

  private Optional<Duration> duration(String flag, String least) {
    return call.value(flag).map(text -> GcloudDuration.parse(flag, text, least, "14d"));
  }

  private static String seconds(Duration duration) {
    return duration.toSeconds() + "s";
  }

  private void initializationActions() {
    String flag = "--initialization-action-timeout";
    Duration timeout = GcloudDuration.parse(flag, call.value(flag).orElse("10m"), "1s", "1d");
    Buckets buckets = new Buckets(call.state());
    for (String script : call.list("--initialization-actions")) {
      if (!ObjectUrl.isOne(script) || !buckets.isObject(ObjectUrl.parse(script))) {
        throw Failure.of(
            "INVALID_ARGUMENT: Google Cloud Storage object does not exist '%s'.", script);
      }
      config
          .withArray("initializationActions")
          .addObject()
          .put("executableFile", script)
          .put("executionTimeout", seconds(timeout));
    }
  }
}
