package dev.sliderule.launcher;

import dev.sliderule.common.UsageException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The arguments of one job, one value an option, in the order in which they came. */
final class JobArguments {
  private final Map<String, String> values = new LinkedHashMap<>();

  /** Sets an option; {@code output} may be set again, every other option only once. */
  void put(String name, String value) {
    String before = values.put(name, value);
    if (before != null && !name.equals("output")) {
      throw new UsageException(
          String.format("--%s is given twice: %s and %s; give it once", name, before, value));
    }
  }

  void putIfAbsent(String name, String value) {
    values.putIfAbsent(name, value);
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
