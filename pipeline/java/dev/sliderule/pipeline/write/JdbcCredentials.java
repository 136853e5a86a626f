package dev.sliderule.pipeline.write;

import com.google.auto.value.AutoValue;
import dev.sliderule.common.Command;
import dev.sliderule.common.UsageException;
import java.io.IOException;
import java.io.Reader;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import javax.annotation.Nullable;

/** Who a job is to a database. The text of it does not tell the password. */
@AutoValue
public abstract class JdbcCredentials implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final Set<String> KEYS = Set.of("user", "password");

  public abstract String user();

  /** Null where the database asks for none. */
  @Nullable
  abstract String password();

  static JdbcCredentials of(String user, @Nullable String password) {
    return new AutoValue_JdbcCredentials(user, password);
  }

  /**
   * Reads the file of the option {@code --jdbcCredentials}, or without one the variables {@code
   * PGUSER} and {@code PGPASSWORD}.
   *
   * @param file properties {@code user} and {@code password}; empty for the variables
   * @throws UsageException if there is no user, or the file cannot be read
   */
  public static JdbcCredentials read(String file, Map<String, String> environment) {
    if (!file.isEmpty()) {
      return readFile(file);
    }
    String user = environment.getOrDefault("PGUSER", "");
    if (user.isEmpty()) {
      throw new UsageException(
          "--output names a database, but no user of it: name a file with user and password with"
              + " --jdbcCredentials=FILE, or set PGUSER and PGPASSWORD");
    }
    return of(user, environment.get("PGPASSWORD"));
  }

  private static JdbcCredentials readFile(String file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Paths.get(file), StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      // Of a malformed file, the message could tell what is in it.
      String reason = e instanceof IOException ? Command.rootMessage(e) : "it is malformed";
      throw UsageException.badOption(
          "jdbcCredentials", file, reason + "; expected a readable file of properties");
    }
    String user = properties.getProperty("user", "");
    if (user.isEmpty() || !KEYS.containsAll(properties.stringPropertyNames())) {
      throw UsageException.badOption(
          "jdbcCredentials", file, "expected the properties user and password, and no others");
    }
    return of(user, properties.getProperty("password"));
  }

  @Override
  public final String toString() {
    return user();
  }
}
