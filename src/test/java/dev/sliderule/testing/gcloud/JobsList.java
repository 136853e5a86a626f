package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code gcloud dataproc jobs list}. */
final class JobsList extends DataprocCommand {
  @Override
  void declare(Flags flags) {
    flags.listing().required("--region").value("--cluster").value("--state-filter");
  }

  @Override
  void run(Call call) {
    Optional<String> cluster = call.value("--cluster");
    Optional<String> active = call.choice("--state-filter", "active", "inactive");
    List<ObjectNode> jobs =
        Resources.list(call, Resources.JOBS).stream()
            .filter(
                job ->
                    cluster.isEmpty()
                        || job.at("/placement/clusterName").asText().equals(cluster.get()))
            .filter(job -> active.isEmpty() || Jobs.isActive(job) == active.get().equals("active"))
            .collect(Collectors.toList());
    call.out().print(Format.of(call).many(Filter.apply(call, jobs)));
  }
}
