package dev.sliderule.launcher;

import dev.sliderule.common.UsageException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** The arguments of one job, one value an option, in the order in which they came. */
final class JobArguments {
  private final Map<String, String> values = new LinkedHashMap<>();

  /** Arguments of the form {@code --name=value}. */
  static JobArguments of(List<String> arguments) {
    JobArguments all = new JobArguments();
    arguments.forEach(argument -> all.put(name(argument), value(argument)));
    return all;
  }

  /** The name in {@code --name=value}. */
  static String name(String argument) {
    return argument.substring("--".length(), argument.indexOf('='));
  }

  /** The value in {@code --name=value}. */
  static String value(String argument) {
    return argument.substring(argument.indexOf('=') + 1);
  }

  /** Sets an option; {@code output} may be set again, every other option only once. */
  void put(String name, String value) {
    String before = values.put(name, value);
    if (before != null && !name.equals("output")) {
      throw new UsageException(
          String.format(
              Locale.ROOT, "--%s is given twice: %s and %s; give it once", name, before, value));
    }
  }

  void putIfAbsent(String name, String value) {
    values.putIfAbsent(name, value);
  }

  void forEach(BiConsumer<String, String> action) {
    values.forEach(action);
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** {@code --name=value}, ready for a command line. */
  List<String> toList() {
    return values.entrySet().stream()
        .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.toUnmodifiableList());
  }
}
