package dev.sliderule.generator;

import com.google.auto.value.AutoValue;
import dev.sliderule.common.Durations;
import dev.sliderule.common.KafkaAccess;
import dev.sliderule.common.UsageException;
import dev.sliderule.generator.options.GeneratorOptions;
import dev.sliderule.generator.options.SyntheticOptions;
import dev.sliderule.generator.pace.Pace;
import dev.sliderule.generator.source.CsvSource;
import dev.sliderule.generator.source.Popularity;
import dev.sliderule.generator.source.RecordSource;
import dev.sliderule.generator.source.SyntheticSource;
import dev.sliderule.generator.write.Disorder;
import dev.sliderule.generator.write.RecordMaker;
import dev.sliderule.pipeline.event.TransactionFields;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.beam.sdk.io.FileSystems;
import org.joda.time.Duration;

/**
 * The options of a generator, checked: whatever is wrong with them is found here, before anything
 * connects or runs.
 */
@AutoValue
public abstract class GeneratorSettings {
  private static final int MAX_BATCH_SIZE = 1_000_000;
  private static final double MIN_RATE = 0.001;
  private static final double MAX_RATE = 100_000;
  private static final double MAX_ZIPF_EXPONENT = 10;
  private static final long WITHOUT_END = -1;

  public abstract String bootstrapServers();

  public abstract String topic();

  /** Further Kafka client settings. */
  @SuppressWarnings("AutoValueImmutableFields") // Kafka and KafkaAccess ask for plain maps.
  public abstract Map<String, Object> producerConfig();

  public abstract RecordSource source();

  public abstract Pace pace();

  public abstract RecordMaker recordMaker();

  /** How many records will be sent; empty for without end. */
  public abstract OptionalLong total();

  /** The consumer group to be told that there will be no more records; empty for none. */
  public abstract String announceEndTo();

  /** Time from one look at the progress to the next. */
  public abstract Duration statusInterval();

  /**
   * Checks the options, and reads the input file through if there is one.
   *
   * @throws UsageException if an option is wrong, alone or beside the others
   */
  public static GeneratorSettings of(GeneratorOptions options) {
    if (options.getBootstrapServers().isBlank()) {
      throw UsageException.badOption(
          "bootstrapServers",
          options.getBootstrapServers(),
          "it is required; expected host:port of a Kafka broker such as localhost:9092");
    }
    if (options.getTopic().isBlank()) {
      throw UsageException.badOption(
          "topic", options.getTopic(), "expected the name of a Kafka topic");
    }
    Pace pace = pace(options);
    Disorder disorder = disorder(options);
    if (options.getMaxRecords() < WITHOUT_END) {
      throw UsageException.badOption(
          "maxRecords",
          options.getMaxRecords(),
          "expected a number of records, 0 for the source's own end, or -1 for without end");
    }
    Duration statusInterval =
        Durations.parsePositive("statusInterval", options.getStatusInterval());
    Map<String, Object> producerConfig =
        KafkaAccess.readClientConfig("producerConfig", options.getProducerConfig());
    RecordSource source = source(options);
    requireKeyField(options.getKeyField(), source);
    return new AutoValue_GeneratorSettings(
        options.getBootstrapServers(),
        options.getTopic(),
        producerConfig,
        source,
        pace,
        RecordMaker.of(options.getTopic(), options.getKeyField(), options.getBatchSize(), disorder),
        total(options.getMaxRecords(), source),
        options.getAnnounceEndTo().strip(),
        statusInterval);
  }

  /**
   * The synthetic source that the options describe.
   *
   * @throws UsageException if an option is wrong
   */
  static SyntheticSource syntheticSource(SyntheticOptions options) {
    return SyntheticSource.of(options.getSeed(), popularity(options));
  }

  private static Popularity popularity(SyntheticOptions options) {
    if (options.getCustomers() < 1) {
      throw UsageException.badOption(
          "customers", options.getCustomers(), "expected at least 1 customer");
    }
    double exponent = options.getZipfExponent();
    if (!(exponent > 0 && exponent <= MAX_ZIPF_EXPONENT)) {
      throw UsageException.badOption(
          "zipfExponent", exponent, "expected a number above 0 and at most 10");
    }
    switch (options.getPopularity()) {
      case "uniform":
        return Popularity.uniform(options.getCustomers());
      case "zipf":
        return Popularity.zipf(options.getCustomers(), exponent);
      default:
        throw UsageException.badOption(
            "popularity", options.getPopularity(), "expected uniform or zipf");
    }
  }

  private static RecordSource source(GeneratorOptions options) {
    RecordSource synthetic = syntheticSource(options);
    switch (options.getSource()) {
      case "synthetic":
        if (!options.getInput().isEmpty()) {
          throw UsageException.badOption(
              "input", options.getInput(), "only --source=csv reads a file; add it");
        }
        return synthetic;
      case "csv":
        if (options.getInput().isBlank()) {
          throw UsageException.badOption(
              "input", options.getInput(), "--source=csv needs it; expected a CSV file");
        }
        FileSystems.setDefaultPipelineOptions(options);
        return CsvSource.scan("input", options.getInput());
      default:
        throw UsageException.badOption("source", options.getSource(), "expected synthetic or csv");
    }
  }

  private static void requireKeyField(String keyField, RecordSource source) {
    if (!keyField.isEmpty()
        && !source.fieldNames().contains(keyField)
        && !TransactionFields.PRODUCER.contains(keyField)) {
      throw UsageException.badOption(
          "keyField",
          keyField,
          "the records have no such field; expected one of "
              + String.join(", ", source.fieldNames())
              + ", or nothing for records without a key");
    }
  }

  private static Pace pace(GeneratorOptions options) {
    int batchSize = options.getBatchSize();
    if (batchSize < 1 || batchSize > MAX_BATCH_SIZE) {
      throw UsageException.badOption(
          "batchSize", batchSize, "expected a whole number from 1 to " + MAX_BATCH_SIZE);
    }
    Pace batches =
        Pace.batches(
            batchSize, Durations.parsePositive("batchInterval", options.getBatchInterval()));
    if (options.getRate().equals("max")) {
      return Pace.max();
    }
    double rate = rate(options.getRate());
    return rate == 0 ? batches : Pace.rate(rate);
  }

  private static double rate(String text) {
    try {
      double rate = Double.parseDouble(text);
      if (rate == 0 || (rate >= MIN_RATE && rate <= MAX_RATE)) {
        return rate;
      }
    } catch (NumberFormatException e) {
      throw (UsageException) badRate(text).initCause(e);
    }
    throw badRate(text);
  }

  private static UsageException badRate(String text) {
    return UsageException.badOption(
        "rate",
        text,
        "expected records per second from 0.001 to 100000, max, or 0 to send in batches");
  }

  private static Disorder disorder(GeneratorOptions options) {
    double malformed = share("malformedShare", options.getMalformedShare());
    double late = share("lateShare", options.getLateShare());
    double outOfOrder = share("outOfOrderShare", options.getOutOfOrderShare());
    double sum = malformed + late + outOfOrder;
    // The sum of decimal fractions such as 0.7 + 0.2 + 0.1 may be a little more than 1.
    if (sum > 1 + 1e-9) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "--malformedShare=%s, --lateShare=%s and --outOfOrderShare=%s are bad:"
                  + " expected shares that add up to 1 at most",
              malformed,
              late,
              outOfOrder));
    }
    return Disorder.none(options.getSeed())
        .withMalformed(malformed)
        .withLate(late, Durations.parsePositive("lateBy", options.getLateBy()))
        .withOutOfOrder(
            outOfOrder, Durations.parsePositive("outOfOrderBy", options.getOutOfOrderBy()));
  }

  private static double share(String option, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw UsageException.badOption(option, share, "expected a share from 0 to 1");
    }
    return share;
  }

  private static OptionalLong total(long maxRecords, RecordSource source) {
    if (maxRecords == WITHOUT_END) {
      return OptionalLong.empty();
    }
    return maxRecords == 0 ? source.size() : OptionalLong.of(maxRecords);
  }
}
