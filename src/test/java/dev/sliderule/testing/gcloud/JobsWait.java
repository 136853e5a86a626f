package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** {@code gcloud dataproc jobs wait}: shows what the driver prints until the job has ended. */
final class JobsWait extends DataprocCommand {
  private static final long POLL_MILLIS = 100;

  @Override
  void declare(Flags flags) {
    flags.positional("JOB").required("--region");
  }

  @Override
  void run(Call call) throws Exception {
    await(call, Resources.name(call, Resources.JOBS, call.required("JOB")));
  }

  static void await(Call call, String name) throws IOException, InterruptedException {
    call.status("Waiting for job output...");
    Path shownFile = null;
    int shown = 0;
    ObjectNode job;
    boolean ended;
    Limit limit = Limit.of("the end of job " + name);
    do {
      limit.check();
      job = Jobs.look(call.state(), name);
      ended = !Jobs.isActive(job);
      Path output = Jobs.output(call.state(), job);
      if (!output.equals(shownFile)) {
        shownFile = output;
        shown = 0;
      }
      shown = show(call, output, shown);
      if (!ended) {
        Thread.sleep(POLL_MILLIS);
      }
    } while (!ended);
    String id = job.at("/reference/jobId").asText();
    switch (Resources.state(job)) {
      case "DONE":
        call.status("Job [%s] finished successfully.", id);
        call.out().print(Format.of(call).one(job));
        return;
      case "ERROR":
        throw Failure.of("Job [%s] failed with error:%n%s", id, job.at("/status/details").asText());
      default:
        throw Failure.of(
            "Job [%s] entered state [%s] while waiting for [DONE].", id, Resources.state(job));
    }
  }

  private static int show(Call call, Path output, int shown) throws IOException {
    if (!Files.exists(output)) {
      return shown;
    }
    byte[] content = Files.readAllBytes(output);
    if (content.length > shown) {
      call.print(
          new String(Arrays.copyOfRange(content, shown, content.length), StandardCharsets.UTF_8));
    }
    return content.length;
  }
}
