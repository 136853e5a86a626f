package dev.sliderule.testing.gcloud;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The flags and positional arguments that a command has; all others are refused. */
final class Flags {
  private final CommandSpec spec = CommandSpec.create();
  private final List<String> required = new ArrayList<>();
  private final List<String> positionals = new ArrayList<>();
  private final List<List<String>> exclusive = new ArrayList<>();

  Flags() {
    value("--project");
    value("--format");
    value("--verbosity");
    bool("--quiet", "-q");
  }

  CommandSpec spec() {
    return spec;
  }

  /** Flags and positionals that must be there. */
  List<String> required() {
    return required;
  }

  List<List<String>> exclusive() {
    return exclusive;
  }

  /** A flag with one value, of which the last one counts. */
  Flags value(String... names) {
    spec.addOption(OptionSpec.builder(names).type(String.class).arity("1").build());
    return this;
  }

  Flags values(List<String> names) {
    names.forEach(this::value);
    return this;
  }

  Flags required(String name) {
    required.add(name);
    return value(name);
  }

  /** A flag whose values add up: a list or a dictionary. */
  Flags multi(String... names) {
    spec.addOption(
        OptionSpec.builder(names).type(List.class).auxiliaryTypes(String.class).arity("1").build());
    return this;
  }

  Flags bool(String... names) {
    spec.addOption(OptionSpec.builder(names).type(boolean.class).arity("0").build());
    return this;
  }

  /** A flag that can be said with and without {@code no-}. */
  Flags negatable(String name) {
    bool(name);
    return bool("--no-" + name.substring(2));
  }

  /** Of these, one at most may be said. */
  Flags exclusive(String... names) {
    exclusive.add(List.of(names));
    return this;
  }

  /** One positional argument that must be there. */
  Flags positional(String name) {
    required.add(name);
    positionals.add(name);
    spec.addPositional(
        PositionalParamSpec.builder()
            .index(Integer.toString(positionals.size() - 1))
            .paramLabel(name)
            .type(String.class)
            .arity("0..1")
            .build());
    return this;
  }

  /** All positional arguments, however many there are. */
  Flags positionals(String name) {
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0..*")
            .paramLabel(name)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("0..*")
            .build());
    return this;
  }

  /** The flags of commands that list resources. */
  Flags listing() {
    value("--filter");
    value("--limit");
    value("--page-size");
    return this;
  }
}
