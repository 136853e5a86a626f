package dev.sliderule.pipeline.write;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.util.Properties;
import javax.annotation.Nullable;
import org.joda.time.Duration;

/**
 * A table of a PostgreSQL database to write to.
 *
 * <p>The credentials are read where a job is started, and travel from there to its workers as a
 * part of the serialized pipeline, as those for Kafka do: over the connections of the runner, and
 * on Spark into its checkpoint directory. They are in no option, no display data and no text.
 */
@AutoValue
public abstract class JdbcTarget implements Serializable {
  private static final long serialVersionUID = 1L;

  /** {@code jdbc:postgresql://host:port/database}, without credentials. */
  public abstract String url();

  /** Name of the table, as in {@code unique_counts} or {@code reports.unique_counts}. */
  public abstract String table();

  public abstract JdbcCredentials credentials();

  /** For how long rows may be refused because the database is away. */
  public abstract Duration timeout();

  public static JdbcTarget of(
      String url, String table, JdbcCredentials credentials, Duration timeout) {
    return new AutoValue_JdbcTarget(url, table, credentials, timeout);
  }

  /** What the driver needs to connect; an attempt fails after some seconds instead of hanging. */
  Properties connectionProperties() {
    Properties properties = new Properties();
    properties.setProperty("user", credentials().user());
    putIfPresent(properties, "password", credentials().password());
    properties.setProperty("ApplicationName", "sliderule");
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("socketTimeout", "60");
    properties.setProperty("tcpKeepAlive", "true");
    return properties;
  }

  private static void putIfPresent(Properties properties, String key, @Nullable String value) {
    if (value != null) {
      properties.setProperty(key, value);
    }
  }
}
