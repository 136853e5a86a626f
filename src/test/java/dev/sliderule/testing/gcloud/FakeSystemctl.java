package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Main class of the {@code systemctl} that scripts find on a cluster's master. */
final class FakeSystemctl {
  private final State state = State.ofThisProcess();
  private final String cluster;
  private final Path node;

  private FakeSystemctl(String cluster, Path node) {
    this.cluster = cluster;
    this.node = node;
  }

  /**
   * Does what {@code systemctl} does.
   *
   * @param args the cluster, its directory, and what was typed
   */
  public static void main(String[] args) throws IOException {
    List<String> typed = new ArrayList<>(List.of(args).subList(2, args.length));
    System.exit(new FakeSystemctl(args[0], Path.of(args[1])).run(typed));
  }

  @SuppressWarnings("SystemOut")
  private int run(List<String> typed) throws IOException {
    boolean now = typed.remove("--now");
    boolean quiet = typed.removeAll(List.of("--quiet", "-q"));
    typed.remove("--no-pager");
    if (typed.isEmpty() || typed.stream().anyMatch(word -> word.startsWith("-"))) {
      return error(1, "Unknown command line: " + String.join(" ", typed));
    }
    String verb = typed.remove(0);
    for (String word : typed) {
      String unit = word.endsWith(".service") ? word : word + ".service";
      int exitCode = run(verb, unit, now, quiet);
      if (exitCode != 0) {
        return exitCode;
      }
    }
    return typed.isEmpty() && !verb.equals("daemon-reload")
        ? error(1, "Too few arguments, or unknown command verb " + verb + ".")
        : 0;
  }

  @SuppressWarnings("SystemOut")
  private int run(String verb, String unit, boolean now, boolean quiet) throws IOException {
    switch (verb) {
      case "enable":
        if (!Files.exists(file(unit))) {
          return error(1, "Failed to enable unit: Unit file " + unit + " does not exist.");
        }
        return now ? start(unit) : 0;
      case "start":
        return isActive(unit) ? 0 : start(unit);
      case "restart":
        Processes.kill(state, isProcessOf(unit));
        return start(unit);
      case "stop":
        Processes.kill(state, isProcessOf(unit));
        return 0;
      case "is-active":
        if (!quiet) {
          System.out.println(isActive(unit) ? "active" : "inactive");
        }
        return isActive(unit) ? 0 : 3;
      default:
        return error(1, "Unknown command verb " + verb + ".");
    }
  }

  private Path file(String unit) {
    return node.resolve("systemd").resolve(unit);
  }

  private Predicate<JsonNode> isProcessOf(String unit) {
    return Processes.ownedBy(cluster).and(process -> process.path("name").asText().equals(unit));
  }

  private boolean isActive(String unit) {
    return Processes.running(state.read()).stream().anyMatch(isProcessOf(unit));
  }

  private int start(String unit) throws IOException {
    if (!Files.exists(file(unit))) {
      return error(5, "Failed to start " + unit + ": Unit " + unit + " not found.");
    }
    SystemdUnit service = SystemdUnit.read(file(unit));
    List<String> command = service.command();
    if (command.isEmpty() || !Files.isExecutable(Path.of(command.get(0)).toAbsolutePath())) {
      return error(1, "Job for " + unit + " failed because its program cannot be executed.");
    }
    ProcessBuilder builder = new ProcessBuilder(Processes.detached(command));
    builder.directory(Path.of(service.workingDirectory().orElse("/")).toFile());
    // Services know nothing of the shell that starts them.
    builder.environment().keySet().retainAll(List.of("PATH", "LANG"));
    builder.environment().putAll(service.environment());
    Processes.start(state, cluster, unit, builder, node.resolve("logs").resolve(unit + ".log"));
    return 0;
  }

  @SuppressWarnings("SystemOut")
  private static int error(int exitCode, String message) {
    System.err.println(message);
    return exitCode;
  }
}
