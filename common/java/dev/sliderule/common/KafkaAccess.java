package dev.sliderule.common;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.joda.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a job asks of a Kafka cluster before it starts: is it there, is the topic there. Failures
 * are {@link UsageException}s, at the latest {@value #TIMEOUT_SECONDS} seconds after the question.
 */
public final class KafkaAccess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaAccess.class);
  private static final int TIMEOUT_SECONDS = 10;

  /** The longest that a question goes without an answer before it counts as failed. */
  public static final Duration TIMEOUT = Duration.standardSeconds(TIMEOUT_SECONDS);

  /** What the jobs set themselves, and the option to use instead; empty where there is none. */
  private static final Map<String, String> OURS =
      Map.ofEntries(
          Map.entry(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "--bootstrapServers"),
          Map.entry(AdminClientConfig.BOOTSTRAP_CONTROLLERS_CONFIG, "--bootstrapServers"),
          Map.entry(ConsumerConfig.GROUP_ID_CONFIG, "the pipeline's --consumerGroup"),
          Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "the pipeline's --startFrom"),
          // How far a job is, it keeps by itself.
          Map.entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, ""),
          Map.entry(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ""),
          Map.entry(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ""),
          Map.entry(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ""),
          Map.entry(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ""),
          // With these, records could be lost, sent twice or overtake each other,
          Map.entry(ProducerConfig.ACKS_CONFIG, ""),
          Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, ""),
          Map.entry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, ""),
          Map.entry(ProducerConfig.TRANSACTIONAL_ID_CONFIG, ""),
          // or the rows of one window and group be in several partitions.
          Map.entry(ProducerConfig.PARTITIONER_CLASS_CONFIG, ""),
          Map.entry(ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG, ""));

  /** Values of these that say what the jobs do anyway; files from Kafka's providers have them. */
  private static final Map<String, Set<String>> AS_OURS =
      Map.of(
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, Set.of("false"),
          ProducerConfig.ACKS_CONFIG, Set.of("all", "-1"),
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, Set.of("true"));

  private final String bootstrapServers;
  private final Admin admin;
  private final Duration patience;

  private KafkaAccess(String bootstrapServers, Admin admin, Duration patience) {
    this.bootstrapServers = bootstrapServers;
    this.admin = admin;
    this.patience = patience;
  }

  /**
   * Connects to a cluster.
   *
   * @param bootstrapServers {@code host:port}, several separated by commas
   * @param clientConfig further client settings (security), as from {@link #readClientConfig}
   * @throws UsageException if the address is malformed or no broker answers in time
   */
  public static KafkaAccess connect(String bootstrapServers, Map<String, Object> clientConfig) {
    return connect(bootstrapServers, clientConfig, TIMEOUT);
  }

  /**
   * As {@link #connect(String, Map)}, with less patience.
   *
   * @param timeout for how long to wait for an answer at most, if shorter than {@value
   *     #TIMEOUT_SECONDS} seconds
   */
  public static KafkaAccess connect(
      String bootstrapServers, Map<String, Object> clientConfig, Duration timeout) {
    Duration patience = timeout.isShorterThan(TIMEOUT) ? timeout : TIMEOUT;
    int millis = (int) patience.getMillis();
    Map<String, Object> config = new HashMap<>(clientConfig);
    config.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis / 2);
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    Admin admin;
    try {
      admin = Admin.create(config);
    } catch (RuntimeException e) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "--bootstrapServers=%s is bad: %s; expected host:port of a Kafka broker, and client"
                  + " properties that fit it",
              bootstrapServers,
              Command.rootMessage(e)),
          e);
    }
    KafkaAccess access = new KafkaAccess(bootstrapServers, admin, patience);
    try {
      access.await(admin.describeCluster().clusterId());
    } catch (RuntimeException | ExecutionException e) {
      access.close();
      throw access.unreachable(e);
    }
    return access;
  }

  /**
   * Reads a Kafka properties file, for all clients of a job: security and the like.
   *
   * @param option the option that names the file, for the error message
   * @param file the path; empty means no further settings
   * @throws UsageException if the file cannot be read, has a value that Kafka refuses, or a key
   *     that the job sets itself
   */
  public static Map<String, Object> readClientConfig(String option, String file) {
    Map<String, Object> config = new HashMap<>();
    if (file.isEmpty()) {
      return config;
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Paths.get(file), StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "--%s=%s is bad: %s; expected a readable file of Kafka client properties",
              option,
              file,
              Command.rootMessage(e)),
          e);
    }
    for (String key : new TreeSet<>(properties.stringPropertyNames())) {
      String value = properties.getProperty(key);
      String instead = OURS.get(key);
      if (instead != null && !AS_OURS.getOrDefault(key, Set.of()).contains(value.strip())) {
        throw UsageException.badOption(
            option,
            file,
            String.format(
                Locale.ROOT,
                "it has %s, which is not to be set there; remove it%s",
                key,
                instead.isEmpty() ? "" : " and use " + instead));
      }
      config.put(key, value);
    }
    requireValidValues(option, file, config);
    return config;
  }

  /** Asks Kafka, so that a job does not fail for it when it has begun. */
  private static void requireValidValues(String option, String file, Map<String, Object> config) {
    Map<String, Object> complete = new HashMap<>(config);
    complete.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "localhost:9092");
    complete.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    complete.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    complete.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    complete.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    try {
      new ConsumerConfig(complete);
      new ProducerConfig(complete);
      new AdminClientConfig(complete);
    } catch (KafkaException e) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "--%s=%s is bad: %s; correct the value there",
              option,
              file,
              Command.rootMessage(e)),
          e);
    }
  }

  /**
   * The number of partitions of a topic that must exist.
   *
   * @throws UsageException if it does not
   */
  public int requireTopic(String option, String topic) {
    return describe(option, topic)
        .map(description -> description.partitions().size())
        .orElseThrow(
            () ->
                UsageException.badOption(
                    option,
                    topic,
                    String.format(
                        Locale.ROOT,
                        "there is no such topic at %s; create it or name one that exists",
                        bootstrapServers)));
  }

  /**
   * Creates a topic unless it exists; an existing one stays as it is.
   *
   * @param config topic settings such as {@code cleanup.policy}
   * @throws UsageException if the topic cannot be created
   */
  public void createTopicIfMissing(
      String option, String topic, int partitions, Map<String, String> config) {
    if (describe(option, topic).isPresent()) {
      return;
    }
    NewTopic newTopic =
        new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(config);
    try {
      await(admin.createTopics(List.of(newTopic)).all());
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new UsageException(
            String.format(
                Locale.ROOT,
                "--%s=%s is bad: the topic cannot be created (%s); create it by hand",
                option,
                topic,
                Command.rootMessage(e)),
            e);
      }
    }
  }

  private Optional<TopicDescription> describe(String option, String topic) {
    try {
      return Optional.of(await(admin.describeTopics(List.of(topic)).topicNameValues().get(topic)));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      if (e.getCause() instanceof InvalidTopicException) {
        throw UsageException.badOption(
            option, topic, "expected a topic name of letters, digits, '.', '_' and '-'");
      }
      throw unreachable(e);
    }
  }

  /**
   * Asks for the number of partitions of a topic right now; waits as long as {@link #connect} did
   * at most.
   *
   * @return the number, 0 if there is no such topic; empty if no broker answers
   */
  public OptionalInt partitions(String topic) {
    try {
      return OptionalInt.of(
          await(admin.describeTopics(List.of(topic)).topicNameValues().get(topic))
              .partitions()
              .size());
    } catch (UsageException | ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return OptionalInt.of(0);
      }
      LOG.debug("No broker answers", e);
      return OptionalInt.empty();
    }
  }

  private <T> T await(KafkaFuture<T> answer) throws ExecutionException {
    try {
      return answer.get(patience.getMillis(), TimeUnit.MILLISECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(e);
    }
  }

  private UsageException unreachable(Exception cause) {
    return new UsageException(
        String.format(
            Locale.ROOT,
            "--bootstrapServers=%s is bad: no Kafka broker answered within %s (%s);"
                + " start one there or correct the address",
            bootstrapServers,
            Durations.format(patience),
            Command.rootMessage(cause)),
        cause);
  }

  @Override
  public void close() {
    admin.close(java.time.Duration.ofSeconds(1));
  }
}
