package dev.sliderule.testing.gcloud;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a service's unit file says about its process. */
final class SystemdUnit {
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}|\\$(\\w+)");

  private final Map<String, String> environment = new LinkedHashMap<>();
  private String execStart = "";
  private Optional<String> workingDirectory = Optional.empty();

  private SystemdUnit() {}

  static SystemdUnit read(Path file) throws IOException {
    SystemdUnit unit = new SystemdUnit();
    String section = "";
    // A backslash at the end of a line joins it with the next one.
    for (String line : Files.readString(file).replace("\\\n", " ").split("\n", -1)) {
      String text = line.trim();
      if (text.startsWith("[")) {
        section = text;
      } else if (section.equals("[Service]") && text.contains("=") && !text.startsWith("#")) {
        int equals = text.indexOf('=');
        unit.set(text.substring(0, equals).trim(), text.substring(equals + 1).trim());
      }
    }
    return unit;
  }

  private void set(String key, String value) throws IOException {
    switch (key) {
      case "ExecStart":
        execStart = value;
        break;
      case "WorkingDirectory":
        workingDirectory = Optional.of(value);
        break;
      case "Environment":
        words(value).forEach(this::assign);
        break;
      case "EnvironmentFile":
        Files.readAllLines(Path.of(value.replaceFirst("^-", ""))).forEach(this::assign);
        break;
      default:
        // Users, limits and restarts have no meaning here.
    }
  }

  private void assign(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals > 0 && !assignment.startsWith("#")) {
      environment.put(assignment.substring(0, equals), assignment.substring(equals + 1));
    }
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line);
    while (matcher.find()) {
      for (int group = 1; group <= 3; group++) {
        if (matcher.group(group) != null) {
          words.add(matcher.group(group));
        }
      }
    }
    return words;
  }

  Map<String, String> environment() {
    return environment;
  }

  Optional<String> workingDirectory() {
    return workingDirectory;
  }

  /** The words of the command, which no shell sees. */
  List<String> command() {
    List<String> command = new ArrayList<>();
    for (String word : words(execStart.replaceFirst("^[-@:+!]+", ""))) {
      command.add(
          VARIABLE
              .matcher(word)
              .replaceAll(
                  match -> {
                    String name = match.group(1) == null ? match.group(2) : match.group(1);
                    return Matcher.quoteReplacement(environment.getOrDefault(name, ""));
                  }));
    }
    return command;
  }
}
