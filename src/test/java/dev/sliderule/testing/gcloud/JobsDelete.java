package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** {@code gcloud dataproc jobs delete}, of jobs that have ended. */
final class JobsDelete extends DataprocCommand {
  @Override
  void declare(Flags flags) {
    flags.positional("JOB").required("--region");
  }

  @Override
  void run(Call call) throws IOException {
    String id = call.required("JOB");
    String name = Resources.name(call, Resources.JOBS, id);
    call.confirm("The job '%s' will be deleted.", id);
    call.state()
        .update(
            root -> {
              ObjectNode job = Resources.get(root, Resources.JOBS, name);
              if (Jobs.isActive(job)) {
                throw Failure.of(
                    "FAILED_PRECONDITION: Cannot delete job '%s' in state '%s'.",
                    id, Resources.state(job));
              }
              Resources.remove(root, Resources.JOBS, name);
            });
    call.status("Deleted [https://dataproc.googleapis.com/v1/%s].", name);
  }
}
