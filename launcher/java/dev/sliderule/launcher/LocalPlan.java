package dev.sliderule.launcher;

import com.google.auto.value.AutoValue;
import dev.sliderule.common.Durations;
import dev.sliderule.common.UsageException;
import dev.sliderule.dashboard.ListenAddress;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.annotation.Nullable;
import org.joda.time.Instant;
import org.joda.time.format.DateTimeFormat;

/** What a local run is going to do: the typed options, checked, with all defaults filled in. */
@AutoValue
@SuppressWarnings("AutoValueImmutableFields") // The lists are unmodifiable.
abstract class LocalPlan {
  private static final String DEFAULT_TOPIC = "customer-transactions";
  private static final String DEFAULT_RECORDS = "300";
  private static final String DEFAULT_RATE = "10";
  private static final Pattern ARGUMENT = Pattern.compile("--([A-Za-z]\\w*)(=.*)?", Pattern.DOTALL);

  // Leaves room for the suffixes within Kafka's 249 characters.
  private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,200}");

  /** A Kafka to use; if empty, one is started. */
  abstract Optional<String> bootstrapServers();

  /** Topic of the records. */
  abstract String topic();

  /** Topic of the result rows. */
  String resultsTopic() {
    return topic() + "-results";
  }

  /** Topic of the dead letters. */
  abstract String deadLetterTopic();

  /** Where the live page is; empty if there is to be none. */
  abstract Optional<ListenAddress> dashboard();

  /** File of further Kafka client properties; empty for none. */
  abstract String clientConfig();

  /** Whether only an interruption ends the run. */
  abstract boolean follow();

  /** Directory of the files of the run. */
  abstract Path dir();

  /** Arguments of the pipeline, but for {@code --bootstrapServers}. */
  abstract List<String> pipelineArguments();

  /** Arguments of the generator, but for {@code --bootstrapServers}. */
  abstract List<String> generatorArguments();

  /**
   * Checks the options and shares them out among the jobs.
   *
   * @param now makes new topic names
   * @throws UsageException if a value is wrong or no job knows an option
   */
  static LocalPlan of(RunLocalOptions options, LocalJobs jobs, Instant now) {
    JobArguments pipeline = new JobArguments();
    JobArguments generator = new JobArguments();
    for (String argument : options.further) {
      route(argument, options.command(), jobs, pipeline, generator);
    }

    String topic = topic(options, now);
    pipeline.put("topic", topic);
    generator.put("topic", topic);
    if (options.bootstrap != null && options.topic != null) {
      // Records of earlier runs must not count as records of this one.
      pipeline.putIfAbsent("startFrom", "latest");
    }
    duration("window", options.window).ifPresent(text -> pipeline.put("windowSize", text));
    duration("period", options.period).ifPresent(text -> pipeline.put("windowPeriod", text));
    Optional.ofNullable(options.groupBy).ifPresent(text -> pipeline.put("groupBy", text));
    String results = "kafka:" + topic + "-results";
    pipeline.put("output", pipeline.get("output").map(o -> o + "," + results).orElse(results));

    if (options.input != null) {
      generator.putIfAbsent("source", "csv");
      generator.put("input", input(options.input));
    }
    generator.put("maxRecords", records(options));
    if (options.rate != null || generator.get("batchInterval").isEmpty()) {
      generator.put("rate", rate(options.rate));
    }
    return new AutoValue_LocalPlan(
        bootstrapServers(options),
        topic,
        pipeline.get("deadLetterTopic").orElse(topic + "-dead-letter"),
        dashboard(options.dashboard),
        pipeline.get("consumerConfig").orElse(""),
        options.follow,
        dir(options.dir),
        pipeline.toList(),
        generator.toList());
  }

  private static void route(
      String argument,
      String command,
      LocalJobs jobs,
      JobArguments pipeline,
      JobArguments generator) {
    Matcher matcher = ARGUMENT.matcher(argument);
    if (!matcher.matches()) {
      throw new UsageException(
          String.format(
              Locale.ROOT, "argument '%s' is bad: expected --option=value; see --help", argument));
    }
    String name = matcher.group(1);
    String value = matcher.group(2) == null ? "true" : matcher.group(2).substring(1);
    boolean known = false;
    if (jobs.pipelineOptions().contains(name)) {
      pipeline.put(name, value);
      known = true;
    }
    if (jobs.generatorOptions().contains(name)) {
      generator.put(name, value);
      known = true;
    }
    if (!known) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "--%s is not an option of %s, the pipeline or the generator"
                  + " (--help of each lists them)",
              name,
              command));
    }
  }

  private static Optional<String> bootstrapServers(RunLocalOptions options) {
    if (options.bootstrap != null && options.bootstrap.isBlank()) {
      throw UsageException.badOption(
          "bootstrap", options.bootstrap, "expected host:port of a Kafka broker");
    }
    return Optional.ofNullable(options.bootstrap);
  }

  private static String topic(RunLocalOptions options, Instant now) {
    if (options.topic == null) {
      return options.bootstrap == null
          ? DEFAULT_TOPIC
          : DEFAULT_TOPIC
              + DateTimeFormat.forPattern("-yyyyMMdd-HHmmss-SSS").withZoneUTC().print(now);
    }
    if (!TOPIC.matcher(options.topic).matches()) {
      throw UsageException.badOption(
          "topic",
          options.topic,
          "expected a topic name of 1 to 200 letters, digits, '.', '_' and '-'");
    }
    return options.topic;
  }

  private static Optional<ListenAddress> dashboard(@Nullable String text) {
    if (text == null) {
      return Optional.of(ListenAddress.DEFAULT);
    }
    return text.equals("off")
        ? Optional.empty()
        : Optional.of(ListenAddress.parse("dashboard", text));
  }

  private static Optional<String> duration(String option, @Nullable String text) {
    if (text != null) {
      Durations.parsePositive(option, text);
    }
    return Optional.ofNullable(text);
  }

  private static String records(RunLocalOptions options) {
    if (options.records == null) {
      if (options.follow) {
        return "-1";
      }
      return options.input == null ? DEFAULT_RECORDS : "0";
    }
    if (!options.records.matches("-1|0*[1-9]\\d{0,17}")) {
      throw UsageException.badOption(
          "records", options.records, "expected a whole number of 1 or more, or -1 for no end");
    }
    return options.records;
  }

  private static String rate(@Nullable String rate) {
    if (rate == null) {
      return DEFAULT_RATE;
    }
    if (!rate.equals("max") && !isPositiveNumber(rate)) {
      throw UsageException.badOption(
          "rate", rate, "expected a number of records per second above zero such as 10, or max");
    }
    return rate;
  }

  private static boolean isPositiveNumber(String text) {
    try {
      return new BigDecimal(text).signum() > 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static String input(String input) {
    if (!Files.isRegularFile(path("input", input)) || !Files.isReadable(path("input", input))) {
      throw UsageException.badOption("input", input, "expected a CSV file that can be read");
    }
    return input;
  }

  /**
   * The directory of the files of a run.
   *
   * @throws UsageException if it cannot be one
   */
  static Path dir(String dir) {
    Path path = path("dir", dir);
    if (dir.isBlank() || (Files.exists(path) && !Files.isDirectory(path))) {
      throw UsageException.badOption("dir", dir, "expected a directory, or a name for a new one");
    }
    return path;
  }

  private static Path path(String option, String text) {
    try {
      return Paths.get(text);
    } catch (InvalidPathException e) {
      throw UsageException.badOption(option, text, "expected a file name: " + e.getReason());
    }
  }
}
