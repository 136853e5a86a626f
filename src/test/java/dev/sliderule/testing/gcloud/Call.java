package dev.sliderule.testing.gcloud;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** One command as it was typed, with where it reads and prints. */
final class Call {
  private static final Pattern NAME = Pattern.compile("[a-z]([-a-z0-9]{0,49}[a-z0-9])?");

  private final String words;
  private final ParseResult parsed;
  private final List<String> afterDashes;
  private final State state;
  private final PrintStream out;
  private final PrintStream err;

  Call(
      String words,
      ParseResult parsed,
      List<String> afterDashes,
      State state,
      PrintStream out,
      PrintStream err) {
    this.words = words;
    this.parsed = parsed;
    this.afterDashes = afterDashes;
    this.state = state;
    this.out = out;
    this.err = err;
  }

  /** The command without its arguments: {@code dataproc clusters create}. */
  String words() {
    return words;
  }

  State state() {
    return state;
  }

  PrintStream out() {
    return out;
  }

  @SuppressWarnings("AnnotateFormatMethod")
  void status(String format, Object... args) {
    err.println(String.format(format, args));
  }

  /** Shows something as it is, where the status goes. */
  void print(String text) {
    err.print(text);
    err.flush();
  }

  List<String> afterDashes() {
    return afterDashes;
  }

  boolean has(String flag) {
    return parsed.hasMatchedOption(flag);
  }

  Optional<String> value(String flag) {
    return Optional.ofNullable(parsed.<String>matchedOptionValue(flag, null));
  }

  /** The flag or positional argument that must have been given. */
  String required(String name) {
    return name.startsWith("-") ? value(name).orElseThrow() : positional(name).orElseThrow();
  }

  Optional<String> positional(String name) {
    return parsed.matchedPositionals().stream()
        .filter(positional -> positional.paramLabel().equals(name))
        .findFirst()
        .map(PositionalParamSpec::getValue);
  }

  List<String> positionals() {
    return parsed.matchedPositionals().stream()
        .flatMap(positional -> positional.stringValues().stream())
        .collect(Collectors.toList());
  }

  List<String> list(String flag) {
    List<String> all = new ArrayList<>();
    parsed
        .<List<String>>matchedOptionValue(flag, List.of())
        .forEach(value -> all.addAll(ArgValues.list(flag, value)));
    return all;
  }

  Map<String, String> dict(String flag) {
    Map<String, String> all = new LinkedHashMap<>();
    parsed
        .<List<String>>matchedOptionValue(flag, List.of())
        .forEach(value -> all.putAll(ArgValues.dict(flag, value)));
    return all;
  }

  Map<String, String> labels(String flag) {
    return Labels.checked(flag, dict(flag));
  }

  int integer(String flag, int otherwise) {
    return value(flag)
        .map(
            value -> {
              try {
                return Integer.parseInt(value);
              } catch (NumberFormatException e) {
                throw Failure.usage("argument %s: invalid int value: '%s'", flag, value);
              }
            })
        .orElse(otherwise);
  }

  /** The value of a flag that takes one of a few. */
  Optional<String> choice(String flag, String... choices) {
    Optional<String> value = value(flag);
    value.ifPresent(
        given -> {
          if (!List.of(choices).contains(given)) {
            throw Failure.usage(
                "argument %s: Invalid choice: '%s'.%n%nValid choices are [%s].",
                flag, given, String.join(", ", choices));
          }
        });
    return value;
  }

  String project() {
    return value("--project")
        .or(() -> Optional.of(state.read().at("/config/project").asText()))
        .filter(project -> !project.isEmpty())
        .orElseThrow(
            () ->
                Failure.of(
                    "The required property [project] is not currently set.%n"
                        + "It can be set on a per-command basis by re-running your command with the"
                        + " [--project] flag."));
  }

  /** The positional argument of a resource that is to be created, checked. */
  String newName(String positional) {
    String name = required(positional);
    if (!NAME.matcher(name).matches()) {
      throw Failure.of(
          "INVALID_ARGUMENT: Invalid resource name '%s', must match pattern (?:%s).",
          name, NAME.pattern());
    }
    return name;
  }

  /** Asks before something is destroyed. */
  @SuppressWarnings("AnnotateFormatMethod")
  void confirm(String format, Object... args) throws IOException {
    if (has("--quiet")) {
      return;
    }
    err.println(String.format(format, args));
    err.println();
    err.print("Do you want to continue (Y/n)?  ");
    // The real one takes "yes" for an answer where nobody can answer, in some of its commands. A
    // call that may stop at a prompt has no place in a script, so here none of them does.
    if (!isTerminal()) {
      err.println();
      throw Failure.of(
          "This prompt could not be answered because you are not in an interactive session.  You"
              + " can re-run the command with the --quiet flag to accept default answers for all"
              + " prompts.");
    }
    String answer =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    if (answer == null || !answer.matches("(?i)|y|yes")) {
      throw Failure.of("Aborted by user.");
    }
  }

  private static boolean isTerminal() throws IOException {
    Path input = Path.of("/proc/self/fd/0");
    return Files.isSymbolicLink(input)
        && Files.readSymbolicLink(input).toString().matches("/dev/(pts/|tty).*");
  }
}
