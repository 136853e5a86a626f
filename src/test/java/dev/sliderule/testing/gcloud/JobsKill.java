package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.function.Predicate;

/** {@code gcloud dataproc jobs kill}. */
final class JobsKill extends DataprocCommand {
  private static final long POLL_MILLIS = 50;

  @Override
  void declare(Flags flags) {
    flags.positional("JOB").required("--region");
  }

  @Override
  void run(Call call) throws IOException, InterruptedException {
    String id = call.required("JOB");
    String name = Resources.name(call, Resources.JOBS, id);
    call.confirm("The job '%s' will be killed.", id);
    Resources.get(call.state().read(), Resources.JOBS, name);
    Jobs.enter(call.state(), name, "CANCEL_PENDING", "");
    call.status("Job cancellation initiated for [%s].", id);
    Predicate<JsonNode> runner =
        Processes.ownedBy(name).and(process -> process.path("name").asText().equals("runner"));
    ObjectNode job = Resources.get(call.state().read(), Resources.JOBS, name);
    Limit limit = Limit.of("the end of job " + id);
    while (Jobs.isActive(job)) {
      limit.check();
      if (Processes.running(call.state().read()).stream().noneMatch(runner)) {
        Processes.kill(call.state(), Processes.ownedBy(name));
        Jobs.enter(call.state(), name, "CANCELLED", "");
      }
      Thread.sleep(POLL_MILLIS);
      job = Resources.get(call.state().read(), Resources.JOBS, name);
    }
    if (!Resources.state(job).equals("CANCELLED")) {
      throw Failure.of(
          "Job [%s] entered state [%s] while waiting for [CANCELLED].", id, Resources.state(job));
    }
    call.status("Killed [%s].", id);
    call.out().print(Format.of(call).one(job));
  }
}
