package dev.sliderule.launcher;

import dev.sliderule.common.Command;
import dev.sliderule.common.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A file of arguments, one a line; empty lines and lines that begin with # do not count. */
final class ArgsFile {
  private ArgsFile() {}

  /**
   * Reads the arguments.
   *
   * @throws UsageException if the file cannot be read or a line is no {@code --option=value}
   */
  static List<String> read(Path file) {
    try {
      List<String> arguments =
          Files.readAllLines(file).stream()
              .map(String::strip)
              .filter(line -> !line.isEmpty() && !line.startsWith("#"))
              .collect(Collectors.toUnmodifiableList());
      for (String argument : arguments) {
        if (!argument.matches("--\\w+=.*")) {
          throw new UsageException(
              String.format(
                  Locale.ROOT, "%s has the line '%s': expected --option=value", file, argument));
        }
      }
      return arguments;
    } catch (IOException | UncheckedIOException e) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "%s cannot be read (%s): run this in the directory that has runner-configs",
              file,
              Command.rootMessage(e)),
          e);
    }
  }
}
