package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** What a test has a job come to instead of running it. */
final class JobFault {
  private static final String WANTED = "wantedJobStates";
  private static final String COMING = "comingJobStates";

  private JobFault() {}

  static void add(State state, String job, String next, String details, int looks) {
    state.update(
        root ->
            root.withArray(WANTED)
                .addObject()
                .put("job", job)
                .put("state", next)
                .put("details", details)
                .put("looks", looks));
  }

  static void clear(ObjectNode root) {
    root.remove(WANTED);
  }

  /** Whether the new job is such a one; it then is not to be run. */
  static boolean applies(State state, String name, ObjectNode job) {
    Optional<JsonNode> fault = find(state.read(), job);
    fault.ifPresent(
        wanted -> {
          state.update(root -> root.withObject("/" + COMING).set(name, wanted.deepCopy()));
          Jobs.enter(state, name, "RUNNING", "");
          if (wanted.path("looks").asInt() == 0) {
            seen(state, name);
          }
        });
    return fault.isPresent();
  }

  private static Optional<JsonNode> find(ObjectNode root, ObjectNode job) {
    String main = job.at("/sparkJob/mainClass").asText();
    for (JsonNode wanted : root.withArray(WANTED)) {
      String which = wanted.path("job").asText();
      int equals = which.indexOf('=');
      boolean matches =
          equals > 0
              ? job.path("labels")
                  .path(which.substring(0, equals))
                  .asText()
                  .equals(which.substring(equals + 1))
              : main.equals(which) || main.endsWith("." + which);
      if (matches) {
        return Optional.of(wanted);
      }
    }
    return Optional.empty();
  }

  /** Counts that somebody has looked at the job; the last look is the one that sees the fault. */
  static void seen(State state, String name) {
    if (!state.read().path(COMING).has(name)) {
      return;
    }
    state.update(
        root -> {
          ObjectNode coming = (ObjectNode) root.withObject("/" + COMING).get(name);
          int left = coming.path("looks").asInt() - 1;
          coming.put("looks", left);
          if (left <= 0) {
            root.withObject("/" + COMING).remove(name);
            ObjectNode job = Resources.get(root, Resources.JOBS, name);
            if (Jobs.isActive(job)) {
              Jobs.enter(job, coming.path("state").asText(), coming.path("details").asText());
            }
          }
        });
  }
}
