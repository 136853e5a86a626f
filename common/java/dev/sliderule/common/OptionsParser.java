package dev.sliderule.common;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** Reads command line arguments into pipeline options, with failures in one sentence. */
public final class OptionsParser {
  private static final Pattern UNKNOWN_OPTION =
      Pattern.compile("missing a property named '(.+?)'\\.(?: Did you mean (.+)\\?)?");

  private static final List<String> DIRECT_RUNNER_DEFAULTS =
      List.of("--blockOnRun", "--enforceImmutability", "--enforceEncodability");

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
    PipelineOptionsFactory.register(type);
    for (String arg : args) {
      if (!arg.startsWith("--") || arg.equals("--")) {
        throw new UsageException(
            String.format("argument '%s' is bad: expected --option=value; see --help", arg));
      }
      // One by one first, so that the message can name the argument.
      try {
        PipelineOptionsFactory.fromArgs(arg).as(type);
      } catch (IllegalArgumentException e) {
        throw new UsageException(sentence(arg, e), e);
      }
    }
    return PipelineOptionsFactory.fromArgs(withRunnerDefaults(args)).as(type);
  }

  /**
   * Lets the DirectRunner return from {@code run()}, so that the job can be followed, and spares it
   * the checks that are meant for tests and cost more than the work.
   */
  private static String[] withRunnerDefaults(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    if (all.stream()
        .noneMatch(arg -> arg.startsWith("--runner=") && !arg.endsWith("DirectRunner"))) {
      for (String option : DIRECT_RUNNER_DEFAULTS) {
        if (all.stream().noneMatch(arg -> arg.startsWith(option + "="))) {
          all.add(option + "=false");
        }
      }
    }
    return all.toArray(new String[0]);
  }

  private static String sentence(String arg, IllegalArgumentException failure) {
    String message = String.valueOf(failure.getMessage());
    Matcher unknown = UNKNOWN_OPTION.matcher(message);
    if (unknown.find()) {
      String suggestion =
          unknown.group(2) == null
              ? ""
              : "; did you mean --" + unknown.group(2).replaceAll("['\\[\\]]", "") + "?";
      return String.format(
          "--%s is not an option%s (--help lists them all)", unknown.group(1), suggestion);
    }
    return String.format("%s is bad: %s", arg, Command.rootMessage(failure));
  }
}
