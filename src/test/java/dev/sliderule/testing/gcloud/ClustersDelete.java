package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** {@code gcloud dataproc clusters delete}. */
final class ClustersDelete extends DataprocCommand {
  @Override
  void declare(Flags flags) {
    flags.positional("CLUSTER").required("--region").bool("--async").value("--timeout");
  }

  @Override
  void run(Call call) throws IOException {
    String id = call.required("CLUSTER");
    String name = Resources.name(call, Resources.CLUSTERS, id);
    call.confirm("The cluster '%s' and all attached disks will be deleted.", id);
    List<String> jobs = new ArrayList<>();
    call.state()
        .update(
            root -> {
              Resources.enter(Resources.get(root, Resources.CLUSTERS, name), "DELETING", "");
              jobs.addAll(endJobs(root, name));
            });
    String operation =
        String.format(
            "projects/%s/regions/%s/operations/%s",
            call.project(), call.required("--region"), UUID.randomUUID());
    jobs.forEach(job -> Processes.kill(call.state(), Processes.ownedBy(job)));
    Processes.kill(call.state(), Processes.ownedBy(name));
    call.state().update(root -> Resources.remove(root, Resources.CLUSTERS, name));
    if (call.has("--async")) {
      call.status("Deleting [%s] with operation [%s].", name, operation);
    } else {
      call.status("Waiting on operation [%s].", operation);
      call.status("Waiting for cluster deletion operation...done.");
      call.status("Deleted [https://dataproc.googleapis.com/v1/%s].", name);
    }
  }

  /** Jobs do not outlive their cluster. */
  private static List<String> endJobs(ObjectNode root, String cluster) {
    List<String> ended = new ArrayList<>();
    root.path(Resources.JOBS)
        .fields()
        .forEachRemaining(
            field -> {
              ObjectNode job = (ObjectNode) field.getValue();
              if (Jobs.cluster(field.getKey(), job).equals(cluster) && Jobs.isActive(job)) {
                Resources.enter(job, "ERROR", "The cluster of the job was deleted.");
                ended.add(field.getKey());
              }
            });
    return ended;
  }
}
