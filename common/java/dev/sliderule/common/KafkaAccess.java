package dev.sliderule.common;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a job asks of a Kafka cluster before it starts: is it there, is the topic there. Failures
 * are {@link UsageException}s, at the latest {@value #TIMEOUT_SECONDS} seconds after the question.
 */
public final class KafkaAccess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaAccess.class);
  private static final int TIMEOUT_SECONDS = 10;

  private final String bootstrapServers;
  private final Admin admin;

  private KafkaAccess(String bootstrapServers, Admin admin) {
    this.bootstrapServers = bootstrapServers;
    this.admin = admin;
  }

  /**
   * Connects to a cluster.
   *
   * @param bootstrapServers {@code host:port}, several separated by commas
   * @param clientConfig further client settings (security), as from {@link #readClientConfig}
   * @throws UsageException if the address is malformed or no broker answers in time
   */
  public static KafkaAccess connect(String bootstrapServers, Map<String, Object> clientConfig) {
    Map<String, Object> config = new HashMap<>(clientConfig);
    config.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_SECONDS * 1000 / 2);
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_SECONDS * 1000);
    Admin admin;
    try {
      admin = Admin.create(config);
    } catch (RuntimeException e) {
      throw new UsageException(
          String.format(
              "--bootstrapServers=%s is bad: %s; expected host:port of a Kafka broker",
              bootstrapServers, Command.rootMessage(e)),
          e);
    }
    KafkaAccess access = new KafkaAccess(bootstrapServers, admin);
    try {
      access.await(admin.describeCluster().clusterId());
    } catch (RuntimeException | ExecutionException e) {
      access.close();
      throw access.unreachable(e);
    }
    return access;
  }

  /**
   * Reads a Kafka properties file.
   *
   * @param option the option that names the file, for the error message
   * @param file the path; empty means no further settings
   * @throws UsageException if the file cannot be read
   */
  public static Map<String, Object> readClientConfig(String option, String file) {
    Map<String, Object> config = new HashMap<>();
    if (file.isEmpty()) {
      return config;
    }
    Path path = Paths.get(file);
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageException(
          String.format(
              "--%s=%s is bad: %s; expected a readable file of Kafka client properties",
              option, file, Command.rootMessage(e)),
          e);
    }
    properties.stringPropertyNames().forEach(key -> config.put(key, properties.getProperty(key)));
    return config;
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
                "--%s=%s is bad: the topic cannot be created (%s); create it by hand",
                option, topic, Command.rootMessage(e)),
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

  /** Whether a broker answers right now; waits at most {@value #TIMEOUT_SECONDS} seconds. */
  public boolean isReachable() {
    try {
      await(admin.describeCluster().clusterId());
      return true;
    } catch (UsageException | ExecutionException e) {
      LOG.debug("No broker answers", e);
      return false;
    }
  }

  private <T> T await(KafkaFuture<T> answer) throws ExecutionException {
    try {
      return answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
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
            "--bootstrapServers=%s is bad: no Kafka broker answered within %d s (%s);"
                + " start one there or correct the address",
            bootstrapServers, TIMEOUT_SECONDS, Command.rootMessage(cause)),
        cause);
  }

  @Override
  public void close() {
    admin.close(java.time.Duration.ofSeconds(1));
  }
}
