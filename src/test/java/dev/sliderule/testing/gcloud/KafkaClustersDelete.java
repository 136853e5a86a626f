package dev.sliderule.testing.gcloud;

import java.io.IOException;

/** {@code gcloud managed-kafka clusters delete}. */
final class KafkaClustersDelete extends KafkaCommand {
  @Override
  void declare(Flags flags) {
    flags.positional("CLUSTER").required("--location").bool("--async");
  }

  @Override
  void run(Call call) throws IOException {
    String id = call.required("CLUSTER");
    String name = name(call, id);
    call.confirm("You are about to delete cluster [%s]", id);
    call.state()
        .update(
            root -> {
              get(root, name);
              clusters(root).remove(name);
            });
    call.status("Delete request issued for: [%s]%nDeleted cluster [%s].", id, id);
  }
}
