package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** {@code gcloud managed-kafka clusters describe}. */
final class KafkaClustersDescribe extends KafkaCommand {
  @Override
  void declare(Flags flags) {
    flags.positional("CLUSTER").required("--location");
  }

  @Override
  void run(Call call) {
    ObjectNode cluster = get(call.state().read(), name(call, call.required("CLUSTER")));
    // The service goes on when the client that has asked for the cluster is gone.
    if (!Holds.isSet(call.state(), CREATE)) {
      cluster.put("state", "ACTIVE");
    }
    call.out().print(Format.of(call).one(cluster));
  }
}
