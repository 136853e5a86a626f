package dev.sliderule.testing.gcloud;

import java.util.ArrayList;
import java.util.List;

/** A command line, taken apart into the command's words, its arguments, and what follows "--". */
final class CommandLineWords {
  private final String words;
  private final List<String> arguments;
  private final List<String> afterDashes;

  private CommandLineWords(String words, List<String> arguments, List<String> afterDashes) {
    this.words = words;
    this.arguments = arguments;
    this.afterDashes = afterDashes;
  }

  static CommandLineWords of(List<String> argv) {
    int dashes = argv.indexOf("--");
    List<String> own = dashes < 0 ? argv : argv.subList(0, dashes);
    List<String> rest = dashes < 0 ? List.of() : argv.subList(dashes + 1, argv.size());
    StringBuilder words = new StringBuilder();
    List<String> arguments = new ArrayList<>();
    boolean valueFollows = false;
    for (String arg : own) {
      // Flags may stand before the command and within it.
      if (valueFollows || arg.startsWith("-") || !CommandTree.isGroup(words.toString())) {
        arguments.add(arg);
        valueFollows = !valueFollows && arg.matches("--(project|format|verbosity)");
        continue;
      }
      String next = words.length() == 0 ? arg : words + " " + arg;
      if (CommandTree.find(next).isEmpty() && !CommandTree.isGroup(next)) {
        throw new InvalidChoice(words.toString(), arg);
      }
      words.setLength(0);
      words.append(next);
    }
    return new CommandLineWords(words.toString(), arguments, rest);
  }

  String words() {
    return words;
  }

  List<String> arguments() {
    return arguments;
  }

  List<String> afterDashes() {
    return afterDashes;
  }

  /** A word that is no command. */
  static final class InvalidChoice extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String group;

    private InvalidChoice(String group, String word) {
      super(String.format("Invalid choice: '%s'.", word));
      this.group = group;
    }

    String group() {
      return group;
    }
  }
}
