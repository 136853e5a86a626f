package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sliderule.testing.Waits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Main class of the process that runs a job on a cluster, as the agent on its master does. */
final class JobRunner {
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 200;

  // More failures within this time are thrashing, whatever the job allows.
  private static final Duration THRASHING = Duration.ofMinutes(10);
  private static final int MOST_THRASHING = 4;

  private final State state;
  private final String name;
  private final Clock clock = Clock.systemUTC();
  private final List<Instant> failures = new ArrayList<>();

  private JobRunner(State state, String name) {
    this.state = state;
    this.name = name;
  }

  /**
   * Runs a job to its end.
   *
   * @param args the job's name
   */
  public static void main(String[] args) throws Exception {
    JobRunner runner = new JobRunner(State.ofThisProcess(), args[0]);
    try {
      runner.run();
    } catch (IOException | RuntimeException e) {
      e.printStackTrace();
      Jobs.enter(runner.state, runner.name, "ERROR", "The driver cannot be started: " + e);
    }
  }

  private void run() throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      Integer exitCode = attempt(attempt);
      if (exitCode == null) {
        return;
      }
      if (exitCode == 0) {
        Jobs.enter(state, name, "DONE", "");
        return;
      }
      failures.add(clock.instant());
      ObjectNode job = Resources.get(state.read(), Resources.JOBS, name);
      String details = Jobs.failureDetails(name, job, exitCode);
      if (!mayTryAgain(job.path("scheduling"))) {
        Jobs.enter(state, name, "ERROR", details);
        return;
      }
      Jobs.enter(state, name, "ATTEMPT_FAILURE", details);
    }
  }

  private boolean mayTryAgain(JsonNode scheduling) {
    int perHour = scheduling.path("maxFailuresPerHour").asInt();
    int total = scheduling.path("maxFailuresTotal").asInt(perHour > 0 ? 240 : 0);
    return failures.size() <= total
        && (perHour == 0 || failuresWithin(Duration.ofHours(1)) <= perHour)
        && failuresWithin(THRASHING) <= MOST_THRASHING;
  }

  private long failuresWithin(Duration duration) {
    Instant since = clock.instant().minus(duration);
    return failures.stream().filter(failure -> failure.isAfter(since)).count();
  }

  /** Runs the driver once and returns its exit code, or null if the job was cancelled. */
  private Integer attempt(int number) throws IOException, InterruptedException {
    if (number > 1) {
      // Every attempt has an output of its own.
      state.update(
          root -> {
            ObjectNode job = Resources.get(root, Resources.JOBS, name);
            String directory = job.path("driverControlFilesUri").asText();
            job.put("driverOutputResourceUri", directory + "attempt-" + number + "/driveroutput");
          });
    }
    ObjectNode root = state.read();
    ObjectNode job = Resources.get(root, Resources.JOBS, name);
    if (isCancelled(job)) {
      Jobs.enter(state, name, "CANCELLED", "");
      return null;
    }
    Path directory = state.directory().resolve("work").resolve(job.at("/reference/jobId").asText());
    ProcessBuilder builder = new DriverCommand(state, root, name, job).build(directory);
    Process driver = Processes.start(state, name, "driver", builder, Jobs.output(state, job));
    Jobs.enter(state, name, "RUNNING", "");
    Limit limit = Limit.of("the driver of job " + name);
    while (!driver.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
      limit.check();
      ObjectNode now = state.read();
      if (!Resources.exists(now, Resources.JOBS, name)
          || isCancelled(Resources.get(now, Resources.JOBS, name))) {
        cancel(driver);
        return null;
      }
    }
    return driver.exitValue();
  }

  private static boolean isCancelled(ObjectNode job) {
    return Resources.state(job).equals("CANCEL_PENDING") || !Jobs.isActive(job);
  }

  private void cancel(Process driver) throws InterruptedException {
    driver.destroy();
    if (!driver.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
      Processes.killTree(driver.toHandle());
      Waits.exitCode("the driver after SIGKILL", driver);
    }
    Jobs.enter(state, name, "CANCELLED", "");
  }
}
