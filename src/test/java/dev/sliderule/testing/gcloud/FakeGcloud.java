package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Main class of the stand-in: does one command on the state, as the real one would in the cloud.
 */
public final class FakeGcloud {
  private final State state;
  private final PrintStream out;
  private final PrintStream err;

  FakeGcloud(State state, PrintStream out, PrintStream err) {
    this.state = state;
    this.out = out;
    this.err = err;
  }

  /** Runs the command that {@code args} are. */
  public static void main(String[] args) {
    PrintStream out = stream(FileDescriptor.out);
    PrintStream err = stream(FileDescriptor.err);
    int exitCode = new FakeGcloud(State.ofThisProcess(), out, err).run(List.of(args));
    out.flush();
    err.flush();
    System.exit(exitCode);
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** Runs a command and returns its exit code. */
  int run(List<String> argv) {
    record(argv);
    CommandLineWords line;
    try {
      line = CommandLineWords.of(argv);
    } catch (CommandLineWords.InvalidChoice e) {
      return error(e.group(), e.getMessage(), 2);
    }
    Optional<Command> command = CommandTree.find(line.words());
    if (command.isEmpty()) {
      return error(line.words(), "Command name argument expected.", 2);
    }
    try {
      return run(command.get(), line);
    } catch (Failure e) {
      return error(line.words(), e.getMessage(), e.exitCode());
    } catch (Exception e) {
      e.printStackTrace(err);
      return error(line.words(), "gcloud crashed (" + e + ")", 1);
    }
  }

  private int run(Command command, CommandLineWords line) throws Exception {
    Call call = parse(command, line);
    String typed = line.words() + " " + String.join(" ", line.arguments());
    if (!command.holdsItself()) {
      Holds.waitFor(state, line.words());
    }
    Optional<Fault> before = Fault.take(state, typed, false);
    if (before.isPresent()) {
      return before.get().print(err);
    }
    checkAccess(command, call);
    command.run(call);
    return Fault.take(state, typed, true).map(fault -> fault.print(err)).orElse(0);
  }

  private Call parse(Command command, CommandLineWords line) {
    Flags flags = new Flags();
    command.declare(flags);
    CommandLine parser =
        new CommandLine(flags.spec())
            .setExpandAtFiles(false)
            .setPosixClusteredShortOptionsAllowed(false)
            .setOverwrittenOptionsAllowed(true);
    ParseResult parsed;
    try {
      parsed = parser.parseArgs(line.arguments().toArray(new String[0]));
    } catch (UnmatchedArgumentException e) {
      throw Failure.usage("unrecognized arguments: %s", String.join(" ", e.getUnmatched()));
    } catch (MissingParameterException e) {
      throw Failure.usage("argument %s: expected one argument", names(e));
    } catch (ParameterException e) {
      throw Failure.usage("%s", e.getMessage());
    }
    Call call = new Call(line.words(), parsed, line.afterDashes(), state, out, err);
    check(flags, call, parsed);
    return call;
  }

  private static String names(MissingParameterException e) {
    return e.getMissing().stream()
        .map(
            missing ->
                missing.isOption()
                    ? ((CommandLine.Model.OptionSpec) missing).longestName()
                    : missing.paramLabel())
        .collect(Collectors.joining(" "));
  }

  private static void check(Flags flags, Call call, ParseResult parsed) {
    String missing =
        flags.required().stream()
            .filter(
                name ->
                    name.startsWith("-")
                        ? !parsed.hasMatchedOption(name)
                        : call.positional(name).isEmpty())
            .collect(Collectors.joining(" "));
    if (!missing.isEmpty()) {
      throw Failure.usage("argument %s: Must be specified.", missing);
    }
    for (List<String> group : flags.exclusive()) {
      List<String> said =
          group.stream().filter(parsed::hasMatchedOption).collect(Collectors.toList());
      if (said.size() > 1) {
        throw Failure.usage(
            "argument %s: At most one of %s can be specified.",
            said.get(0), String.join(" | ", group));
      }
    }
    if (!call.afterDashes().isEmpty() && !call.words().equals("dataproc jobs submit spark")) {
      throw Failure.usage("unrecognized arguments: %s", String.join(" ", call.afterDashes()));
    }
    Format.of(call);
  }

  private void checkAccess(Command command, Call call) {
    ObjectNode root = state.read();
    if (command.needsAccount() && root.path("account").asText().isEmpty()) {
      throw Failure.of(
          "You do not currently have an active account selected.%n"
              + "Please run:%n%n  $ gcloud auth login%n%nto obtain new credentials.");
    }
    command
        .api()
        .ifPresent(
            api -> {
              String project = call.project();
              if (!Json.texts(root.path("projects")).contains(project)) {
                throw Failure.of(
                    "PERMISSION_DENIED: Permission denied on resource project %s.", project);
              }
              if (!Json.texts(root.path("apis")).contains(api)) {
                throw Failure.of(
                    "PERMISSION_DENIED: API [%s] has not been used in project %s before or it is"
                        + " disabled.",
                    api, project);
              }
            });
  }

  private void record(List<String> argv) {
    ObjectNode entry = Json.object();
    entry.set("argv", Json.array(argv));
    entry.put("at", Instant.now().toString());
    entry.set("process", Processes.describe(ProcessHandle.current()));
    state.append("commands.jsonl", entry.toString());
  }

  private int error(String words, String message, int exitCode) {
    String name = words.isEmpty() ? "gcloud" : "gcloud." + words.replace(' ', '.');
    err.println("ERROR: (" + name + ") " + message);
    return exitCode;
  }
}
