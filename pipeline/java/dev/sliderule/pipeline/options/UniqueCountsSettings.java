package dev.sliderule.pipeline.options;

import com.google.auto.value.AutoValue;
import dev.sliderule.common.Durations;
import dev.sliderule.common.KafkaAccess;
import dev.sliderule.common.UsageException;
import dev.sliderule.pipeline.count.Estimator;
import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.event.EventFields;
import dev.sliderule.pipeline.event.Grouping;
import dev.sliderule.pipeline.read.ReadSettings;
import dev.sliderule.pipeline.windows.SlidingWindowSpec;
import dev.sliderule.pipeline.write.JdbcCredentials;
import dev.sliderule.pipeline.write.JdbcTarget;
import dev.sliderule.pipeline.write.Output;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.annotation.Nullable;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** The options of a job, checked and parsed: the one place where they are. */
@AutoValue
public abstract class UniqueCountsSettings {
  private static final int MAX_PARTITIONS = 1000;
  private static final String KAFKA_TIME = "@kafka";
  private static final Pattern TABLE =
      Pattern.compile("[A-Za-z_]\\w{0,62}(\\.[A-Za-z_]\\w{0,62})?");

  /** What to read. */
  public abstract ReadSettings read();

  /** With how many partitions to make the topic if it is missing; empty if it must exist. */
  public abstract OptionalInt topicPartitions();

  /** The windows. */
  public abstract SlidingWindowSpec windows();

  /** How different keys are counted. */
  public abstract UniqueCounter counter();

  /** How many shards the groups are spread over, which are counted side by side; at least 1. */
  public abstract int shards();

  /** Where rows go; at least one. */
  public abstract List<Output> outputs();

  /** How to reach each database among the outputs. */
  public abstract List<JdbcTarget> databases();

  /** Topic for malformed records. */
  public abstract String deadLetterTopic();

  /** The consumer group that the job's progress is kept under. */
  public abstract String consumerGroup();

  /** How long no broker may answer before the job ends. */
  public abstract Duration kafkaTimeout();

  /** How long the job may get nowhere before it ends. */
  public abstract Duration progressTimeout();

  /** Time from one look at the progress to the next. */
  public abstract Duration statusInterval();

  /** The same with another way to read and another number of shards, as the runner needs them. */
  public UniqueCountsSettings forRunner(ReadSettings read, int shards) {
    return new AutoValue_UniqueCountsSettings(
        read,
        topicPartitions(),
        windows(),
        counter(),
        shards,
        outputs(),
        databases(),
        deadLetterTopic(),
        consumerGroup(),
        kafkaTimeout(),
        progressTimeout(),
        statusInterval());
  }

  /**
   * Checks every option, alone and together.
   *
   * @throws UsageException naming the first option that is wrong
   */
  public static UniqueCountsSettings from(UniqueCountsOptions options) {
    String topic = required("topic", options.getTopic());
    List<Output> outputs = outputs(options, topic);
    return new AutoValue_UniqueCountsSettings(
        read(options, topic),
        topicPartitions(options),
        windows(options),
        counter(options),
        1,
        outputs,
        databases(options, outputs),
        deadLetterTopic(options, topic),
        options.getConsumerGroup().isBlank()
            ? "sliderule-" + topic
            : options.getConsumerGroup().strip(),
        Durations.parsePositive("kafkaTimeout", options.getKafkaTimeout()),
        Durations.parsePositive("progressTimeout", options.getProgressTimeout()),
        Durations.parsePositive("statusInterval", options.getStatusInterval()));
  }

  private static OptionalInt topicPartitions(UniqueCountsOptions options) {
    int partitions = options.getTopicPartitions();
    if (partitions < 0 || partitions > MAX_PARTITIONS) {
      throw UsageException.badOption(
          "topicPartitions",
          partitions,
          "expected 1 to " + MAX_PARTITIONS + ", or 0 for a topic that must exist");
    }
    return partitions == 0 ? OptionalInt.empty() : OptionalInt.of(partitions);
  }

  private static List<Output> outputs(UniqueCountsOptions options, String topic) {
    List<Output> outputs = Output.parse(options.getOutput(), topic + "-results");
    for (Output output : outputs) {
      if (output.kind() == Output.Kind.KAFKA && output.target().equals(topic)) {
        throw readsItself("output", options.getOutput());
      }
    }
    return outputs;
  }

  private static List<JdbcTarget> databases(UniqueCountsOptions options, List<Output> outputs) {
    String table = options.getJdbcTable();
    if (!TABLE.matcher(table).matches()) {
      throw UsageException.badOption(
          "jdbcTable",
          table,
          "expected a name of up to 63 letters, digits and '_' that begins with no digit, or a"
              + " schema and a name with a dot between");
    }
    Duration timeout = Durations.parsePositive("jdbcTimeout", options.getJdbcTimeout());
    return outputs.stream()
        .filter(output -> output.kind() == Output.Kind.JDBC)
        .map(
            output ->
                JdbcTarget.of(
                    output.target(),
                    table,
                    JdbcCredentials.read(options.getJdbcCredentials(), System.getenv()),
                    timeout))
        .collect(Collectors.toUnmodifiableList());
  }

  private static String deadLetterTopic(UniqueCountsOptions options, String topic) {
    if (options.getDeadLetterTopic().equals(topic)) {
      throw readsItself("deadLetterTopic", topic);
    }
    return options.getDeadLetterTopic().isEmpty()
        ? topic + "-dead-letter"
        : options.getDeadLetterTopic();
  }

  private static UsageException readsItself(String option, String value) {
    return UsageException.badOption(
        option, value, "the job would read what it writes; expected another topic than --topic");
  }

  private static ReadSettings read(UniqueCountsOptions options, String topic) {
    ReadSettings.Builder read =
        ReadSettings.builder()
            .setBootstrapServers(required("bootstrapServers", options.getBootstrapServers()))
            .setTopic(topic)
            .setClientConfig(
                KafkaAccess.readClientConfig("consumerConfig", options.getConsumerConfig()))
            .setStopWhenCaughtUp(options.isStopWhenCaughtUp())
            .setFields(fields(options))
            .setMaxOutOfOrderness(
                Durations.parseNonNegative("maxOutOfOrderness", options.getMaxOutOfOrderness()))
            .setIdleTimeout(Durations.parsePositive("idleTimeout", options.getIdleTimeout()));
    setStart(read, options.getStartFrom());
    return read.build();
  }

  private static void setStart(ReadSettings.Builder read, String startFrom) {
    switch (startFrom.toLowerCase(Locale.ROOT)) {
      case "earliest":
        read.setStartFrom(ReadSettings.StartFrom.EARLIEST);
        return;
      case "latest":
        read.setStartFrom(ReadSettings.StartFrom.LATEST);
        return;
      case "resume":
        read.setStartFrom(ReadSettings.StartFrom.RESUME);
        return;
      default:
        read.setStartFrom(ReadSettings.StartFrom.TIMESTAMP).setStartTime(startTime(startFrom));
    }
  }

  private static Instant startTime(String startFrom) {
    try {
      return Instant.ofEpochMilli(
          java.time.OffsetDateTime.parse(startFrom).toInstant().toEpochMilli());
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "--startFrom=%s is bad: expected earliest, latest, resume or a time such as"
                  + " 2026-01-31T12:00:00Z",
              startFrom),
          e);
    }
  }

  private static EventFields fields(UniqueCountsOptions options) {
    String eventTime = required("eventTimeField", options.getEventTimeField());
    return EventFields.builder()
        .setEventTime(eventTime.equals(KAFKA_TIME) ? null : path("eventTimeField", eventTime))
        .setUnique(path("uniqueField", required("uniqueField", options.getUniqueField())))
        .setAmount(optionalPath("amountField", options.getAmountField()))
        .setSequence(optionalPath("sequenceField", options.getSequenceField()))
        .setGroupings(groupings(options.getGroupBy()))
        .setMaxFutureSkew(Durations.parseNonNegative("maxFutureSkew", options.getMaxFutureSkew()))
        .build();
  }

  private static List<Grouping> groupings(String groupBy) {
    Set<Grouping> groupings = new LinkedHashSet<>();
    groupings.add(Grouping.ALL);
    if (!groupBy.isEmpty()) {
      for (String grouping : groupBy.split(",", -1)) {
        List<String> fields = new ArrayList<>();
        for (String field : grouping.split("\\+", -1)) {
          fields.add(path("groupBy", groupBy, field.strip()));
        }
        if (!groupings.add(Grouping.of(fields))) {
          throw UsageException.badOption(
              "groupBy", groupBy, "'" + grouping.strip() + "' is there twice; name it once");
        }
      }
    }
    return List.copyOf(groupings);
  }

  @Nullable
  private static String optionalPath(String option, String path) {
    return path.isEmpty() ? null : path(option, path);
  }

  private static String path(String option, String path) {
    return path(option, path, path);
  }

  private static String path(String option, String value, String path) {
    if (Arrays.stream(path.split("\\.", -1)).anyMatch(String::isBlank)) {
      throw UsageException.badOption(
          option,
          value,
          String.format(
              Locale.ROOT, "'%s' is no field; expected names joined by dots, as in user.id", path));
    }
    return path;
  }

  private static SlidingWindowSpec windows(UniqueCountsOptions options) {
    Duration size = Durations.parsePositive("windowSize", options.getWindowSize());
    Duration period = Durations.parsePositive("windowPeriod", options.getWindowPeriod());
    if (period.isLongerThan(size)) {
      throw UsageException.badOption(
          "windowPeriod",
          options.getWindowPeriod(),
          String.format(
              Locale.ROOT,
              "longer than --windowSize=%s, so that events between windows would not be counted;"
                  + " expected the size or less",
              options.getWindowSize()));
    }
    Duration offset = Durations.parseNonNegative("windowOffset", options.getWindowOffset());
    if (!offset.isShorterThan(period)) {
      throw UsageException.badOption(
          "windowOffset",
          options.getWindowOffset(),
          String.format(
              Locale.ROOT,
              "expected less than --windowPeriod=%s, after which the windows repeat",
              options.getWindowPeriod()));
    }
    return SlidingWindowSpec.builder()
        .setSize(size)
        .setPeriod(period)
        .setOffset(offset)
        .setAllowedLateness(
            Durations.parseNonNegative("allowedLateness", options.getAllowedLateness()))
        .setEarlyFiring(
            options.getEarlyFiring().isEmpty()
                ? null
                : Durations.parsePositive("earlyFiring", options.getEarlyFiring()))
        .build();
  }

  private static UniqueCounter counter(UniqueCountsOptions options) {
    try {
      return estimator(options.getEstimator()).counter(options.getMaxEstimationError());
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "--maxEstimationError=%s is bad: %s",
              options.getMaxEstimationError(),
              e.getMessage()),
          e);
    }
  }

  private static Estimator estimator(String name) {
    return Arrays.stream(Estimator.values())
        .filter(estimator -> estimator.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                UsageException.badOption(
                    "estimator", name, "expected one of " + Arrays.toString(Estimator.values())));
  }

  private static String required(String option, String value) {
    if (value.isBlank()) {
      throw new UsageException(
          String.format(
              Locale.ROOT, "--%s is missing: give it a value; --help shows an example", option));
    }
    return value;
  }
}
