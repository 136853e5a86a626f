package dev.sliderule.common;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.ApplicationNameOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** Reads command line arguments into pipeline options, with failures in one sentence. */
public final class OptionsParser {
  private static final Pattern UNKNOWN_OPTION =
      Pattern.compile(
          "missing a property named '(.+?)'\\.(?: Did you mean (?:one of )?['\\[](.+)['\\]]\\?)?");

  private static final Pattern WRONG_TYPE =
      Pattern.compile("Cannot deserialize value of type `([^`]+)`");

  private static final List<String> DIRECT_RUNNER_SETTINGS =
      List.of("--blockOnRun=false", "--enforceImmutability=false", "--enforceEncodability=false");

  private OptionsParser() {}

  /** Whether the arguments ask for the list of options. */
  public static boolean asksForHelp(String... args) {
    return Arrays.stream(args).anyMatch(arg -> arg.equals("--help") || arg.equals("-h"));
  }

  /**
   * Parses {@code --name=value} arguments; {@code --name} alone means {@code true}.
   *
   * @throws UsageException if an argument is unknown, malformed or has a value of the wrong type
   */
  public static <T extends PipelineOptions> T parse(Class<T> type, String... args) {
    return parse(type, List.of(), args);
  }

  /**
   * As {@link #parse(Class, String...)}, with settings that the job wants from the DirectRunner.
   *
   * @param directRunnerSettings arguments that count unless the user gives them or another runner
   */
  public static <T extends PipelineOptions> T parse(
      Class<T> type, List<String> directRunnerSettings, String... args) {
    PipelineOptionsFactory.register(type);
    for (String arg : args) {
      if (!arg.startsWith("--") || arg.equals("--")) {
        throw new UsageException(
            String.format(
                Locale.ROOT, "argument '%s' is bad: expected --option=value; see --help", arg));
      }
      // One by one first, so that the message can name the argument.
      try {
        PipelineOptionsFactory.fromArgs(arg).as(type);
      } catch (IllegalArgumentException e) {
        throw new UsageException(sentence(arg, e), e);
      }
    }
    refuseRepeatedOptions(type, args);
    T options = PipelineOptionsFactory.fromArgs(withSettings(directRunnerSettings, args)).as(type);
    if (Arrays.stream(args).noneMatch(arg -> name(arg).equals("--appName"))) {
      // Beam would take the name of the class that asks it for the options.
      options
          .as(ApplicationNameOptions.class)
          .setAppName(type.getSimpleName().replace("Options", ""));
    }
    return options;
  }

  /** Beam takes some options several times and adds up their values; those are left alone. */
  private static void refuseRepeatedOptions(Class<? extends PipelineOptions> type, String... args) {
    Map<String, List<String>> byName =
        Arrays.stream(args).collect(Collectors.groupingBy(OptionsParser::name));
    for (Map.Entry<String, List<String>> same : byName.entrySet()) {
      try {
        PipelineOptionsFactory.fromArgs(same.getValue().toArray(new String[0])).as(type);
      } catch (IllegalArgumentException e) {
        throw new UsageException(same.getKey() + " is given more than once; give it one value", e);
      }
    }
  }

  /** The argument without its value. */
  private static String name(String arg) {
    int equals = arg.indexOf('=');
    return equals < 0 ? arg : arg.substring(0, equals);
  }

  /**
   * Lets the DirectRunner return from {@code run()}, so that the job can be followed, and spares it
   * the checks that are meant for tests and cost more than the work.
   */
  private static String[] withSettings(List<String> directRunnerSettings, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    if (all.stream().noneMatch(OptionsParser::isAnotherRunner)) {
      requireDirectRunner();
      Stream.concat(DIRECT_RUNNER_SETTINGS.stream(), directRunnerSettings.stream())
          .filter(setting -> all.stream().noneMatch(arg -> name(arg).equals(name(setting))))
          .forEach(all::add);
    }
    return all.toArray(new String[0]);
  }

  /** The DirectRunner, Beam's default, is not in the jar for clusters. */
  private static void requireDirectRunner() {
    try {
      Class.forName(
          "org.apache.beam.runners.direct.DirectRunner",
          false,
          OptionsParser.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new UsageException(
          "--runner is missing: this jar has no DirectRunner; give it --runner=SparkRunner", e);
    }
  }

  private static boolean isAnotherRunner(String arg) {
    return arg.startsWith("--runner=") && !arg.toLowerCase(Locale.ROOT).endsWith("directrunner");
  }

  private static String sentence(String arg, IllegalArgumentException failure) {
    String message = String.valueOf(failure.getMessage());
    Matcher unknown = UNKNOWN_OPTION.matcher(message);
    if (unknown.find()) {
      String suggestion =
          unknown.group(2) == null
              ? ""
              : "; did you mean --" + unknown.group(2).replace(", ", " or --") + "?";
      return String.format(
          Locale.ROOT,
          "--%s is not an option%s (--help lists them all)",
          unknown.group(1),
          suggestion);
    }
    Matcher wrongType = WRONG_TYPE.matcher(Command.rootMessage(failure));
    return String.format(
        Locale.ROOT,
        "%s is bad: %s",
        arg,
        wrongType.find() ? expected(wrongType.group(1)) : Command.rootMessage(failure));
  }

  private static String expected(String type) {
    String simpleType = type.substring(type.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    switch (simpleType) {
      case "boolean":
        return "expected true or false";
      case "int":
      case "integer":
      case "long":
        return "expected a whole number";
      case "double":
        return "expected a number";
      default:
        return "expected a value of type " + simpleType;
    }
  }
}
