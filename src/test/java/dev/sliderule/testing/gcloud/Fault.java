package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.Optional;

/** What a test has a command print instead of doing what it does, or after it has done it. */
final class Fault {
  private final String stderr;
  private final int exitCode;

  private Fault(String stderr, int exitCode) {
    this.stderr = stderr;
    this.exitCode = exitCode;
  }

  static void add(
      State state, String command, String stderr, int exitCode, int times, boolean afterwards) {
    state.update(
        root ->
            root.withArray("faults")
                .addObject()
                .put("command", command)
                .put("stderr", stderr)
                .put("exitCode", exitCode)
                .put("times", times)
                .put("afterwards", afterwards));
  }

  /** The first fault whose command starts the line that was typed, used up once. */
  static Optional<Fault> take(State state, String typed, boolean afterwards) {
    return find(state.read(), typed, afterwards).isEmpty()
        ? Optional.empty()
        : state.change(root -> find(root, typed, afterwards).map(Fault::use));
  }

  private static Fault use(ObjectNode fault) {
    fault.put("times", fault.path("times").asInt() - 1);
    return new Fault(fault.path("stderr").asText(), fault.path("exitCode").asInt());
  }

  private static Optional<ObjectNode> find(ObjectNode root, String typed, boolean afterwards) {
    ArrayNode faults = root.withArray("faults");
    for (JsonNode fault : faults) {
      if (fault.path("times").asInt() > 0
          && fault.path("afterwards").asBoolean() == afterwards
          && (typed + " ").startsWith(fault.path("command").asText() + " ")) {
        return Optional.of((ObjectNode) fault);
      }
    }
    return Optional.empty();
  }

  int print(PrintStream err) {
    err.println(stderr);
    return exitCode;
  }
}
