package dev.sliderule.dashboard;

import com.google.auto.value.AutoValue;
import java.util.Map;
import java.util.Optional;

/** What a live page shows, and where. */
@AutoValue
@SuppressWarnings("AutoValueImmutableFields") // The map is not changed.
public abstract class DashboardSettings {
  private static final String RESULTS_SUFFIX = "-results";

  /** The Kafka to read from. */
  public abstract String bootstrapServers();

  /** Further Kafka client settings (security). */
  public abstract Map<String, Object> clientConfig();

  /** Topic of the result rows; it may come into being later. */
  public abstract String resultsTopic();

  /** Topic of the dead letters, if they are to be shown. */
  public abstract Optional<String> deadLetterTopic();

  /** Topic of the records, if it is to be looked how far the job is with them. */
  public abstract Optional<String> recordsTopic();

  /** Where the server listens. */
  public abstract ListenAddress listen();

  /**
   * A page for a results topic. What {@code run-local} calls {@code <topic>-results} brings the
   * other topics with it: {@code <topic>} and {@code <topic>-dead-letter}.
   */
  public static Builder of(String bootstrapServers, String resultsTopic) {
    Builder builder =
        new AutoValue_DashboardSettings.Builder()
            .setBootstrapServers(bootstrapServers)
            .setResultsTopic(resultsTopic)
            .setClientConfig(Map.of())
            .setListen(ListenAddress.DEFAULT);
    if (resultsTopic.endsWith(RESULTS_SUFFIX) && resultsTopic.length() > RESULTS_SUFFIX.length()) {
      String topic = resultsTopic.substring(0, resultsTopic.length() - RESULTS_SUFFIX.length());
      builder.setRecordsTopic(topic).setDeadLetterTopic(topic + "-dead-letter");
    }
    return builder;
  }

  /** Builds settings. */
  @AutoValue.Builder
  public abstract static class Builder {
    abstract Builder setBootstrapServers(String bootstrapServers);

    abstract Builder setResultsTopic(String resultsTopic);

    public abstract Builder setClientConfig(Map<String, Object> clientConfig);

    public abstract Builder setDeadLetterTopic(String deadLetterTopic);

    public abstract Builder setRecordsTopic(String recordsTopic);

    public abstract Builder setListen(ListenAddress listen);

    public abstract DashboardSettings build();
  }
}
