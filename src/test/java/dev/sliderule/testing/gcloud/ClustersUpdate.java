package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** {@code gcloud dataproc clusters update}, of labels only. */
final class ClustersUpdate extends DataprocCommand {
  @Override
  void declare(Flags flags) {
    flags
        .positional("CLUSTER")
        .required("--region")
        .multi("--update-labels")
        .multi("--remove-labels")
        .bool("--async");
  }

  @Override
  void run(Call call) {
    String name = Resources.name(call, Resources.CLUSTERS, call.required("CLUSTER"));
    Map<String, String> labels = call.labels("--update-labels");
    if (labels.isEmpty() && !call.has("--remove-labels")) {
      throw Failure.usage("Must specify at least one cluster parameter to update.");
    }
    call.state()
        .update(
            root -> {
              ObjectNode cluster = Resources.get(root, Resources.CLUSTERS, name);
              ObjectNode all = cluster.withObject("/labels");
              labels.forEach(all::put);
              all.remove(call.list("--remove-labels"));
            });
    call.status("Updated [https://dataproc.googleapis.com/v1/%s].", name);
  }
}
