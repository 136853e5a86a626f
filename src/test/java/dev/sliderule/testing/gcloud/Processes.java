package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Processes that stand for what runs in the cloud; they go on when their command has ended. */
final class Processes {
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private Processes() {}

  /** A command as a session of its own, so that Ctrl-C in a terminal does not reach it. */
  static List<String> detached(List<String> command) {
    List<String> all = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      all.add(SETSID.toString());
    }
    all.addAll(command);
    return all;
  }

  /** The command for another main class of the stand-in. */
  static List<String> java(State state, Class<?> main, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Xmx64m"));
    command.add("-D" + State.PROPERTY + "=" + state.directory());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(args));
    return command;
  }

  /** Starts a process that goes on, with its output in a file, and remembers whose it is. */
  static Process start(State state, String owner, String name, ProcessBuilder builder, Path log)
      throws IOException {
    Files.createDirectories(log.getParent());
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .redirectInput(Path.of("/dev/null").toFile())
            .start();
    remember(state, owner, name, process.toHandle());
    return process;
  }

  static void remember(State state, String owner, String name, ProcessHandle process) {
    state.update(
        root ->
            root.withArray("processes")
                .add(describe(process).put("owner", owner).put("name", name)));
  }

  static ObjectNode describe(ProcessHandle process) {
    return Json.object()
        .put("pid", process.pid())
        .put("start", process.info().startInstant().map(Object::toString).orElse(""));
  }

  /** The process that was described, unless it has ended. */
  static Optional<ProcessHandle> find(JsonNode described) {
    return ProcessHandle.of(described.path("pid").asLong())
        .filter(ProcessHandle::isAlive)
        .filter(
            process ->
                process
                    .info()
                    .startInstant()
                    .map(Object::toString)
                    .orElse("")
                    .equals(described.path("start").asText()))
        .filter(process -> !isZombie(process.pid()));
  }

  /** Java takes a process that has ended for alive as long as its parent has not asked for it. */
  private static boolean isZombie(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      return false;
    }
  }

  /** Those that are alive. */
  static List<JsonNode> running(ObjectNode root) {
    List<JsonNode> running = new ArrayList<>();
    root.withArray("processes")
        .forEach(
            process -> {
              if (find(process).isPresent()) {
                running.add(process);
              }
            });
    return running;
  }

  /** Ends the processes of an owner, with all they have started, and forgets them. */
  static void kill(State state, Predicate<JsonNode> which) {
    List<JsonNode> killed =
        state.change(
            root -> {
              List<JsonNode> some = new ArrayList<>();
              ArrayNode all = root.withArray("processes");
              for (int i = all.size() - 1; i >= 0; i--) {
                if (which.test(all.get(i))) {
                  some.add(all.remove(i));
                }
              }
              return some;
            });
    killed.forEach(process -> find(process).ifPresent(Processes::killTree));
  }

  /** Those of one owner. */
  static Predicate<JsonNode> ownedBy(String owner) {
    return process -> process.path("owner").asText().equals(owner);
  }

  static void killTree(ProcessHandle process) {
    List<ProcessHandle> all =
        Stream.concat(Stream.of(process), process.descendants()).collect(Collectors.toList());
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
