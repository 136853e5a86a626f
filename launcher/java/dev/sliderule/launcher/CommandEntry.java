package dev.sliderule.launcher;

import java.util.function.ToIntFunction;

/** A command of the jar. */
final class CommandEntry {
  private final String word;
  private final String purpose;
  private final ToIntFunction<String[]> body;

  private CommandEntry(String word, String purpose, ToIntFunction<String[]> body) {
    this.word = word;
    this.purpose = purpose;
    this.body = body;
  }

  /**
   * Names a command.
   *
   * @param word what the user types
   * @param purpose one line about what the command does
   * @param body takes the arguments after the word and returns the exit code
   */
  static CommandEntry of(String word, String purpose, ToIntFunction<String[]> body) {
    return new CommandEntry(word, purpose, body);
  }

  String word() {
    return word;
  }

  String purpose() {
    return purpose;
  }

  int run(String... args) {
    return body.applyAsInt(args);
  }
}
