package dev.sliderule.pipeline.write;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.common.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcCredentialsTest {
  @TempDir Path directory;

  private String file(String text) throws IOException {
    return Files.writeString(directory.resolve("db.properties"), text).toString();
  }

  @Test
  void fileCountsBeforeTheEnvironment() throws IOException {
    JdbcCredentials credentials =
        JdbcCredentials.read(
            file("user=me\npassword=a=b c\n"), Map.of("PGUSER", "x", "PGPASSWORD", "y"));
    assertThat(credentials, is(JdbcCredentials.of("me", "a=b c")));
  }

  @Test
  void environmentCountsWithoutAFile() {
    assertThat(
        JdbcCredentials.read("", Map.of("PGUSER", "me", "PGPASSWORD", "secret")),
        is(JdbcCredentials.of("me", "secret")));
  }

  @Test
  void passwordMayBeMissing() {
    assertThat(JdbcCredentials.read("", Map.of("PGUSER", "me")).password(), is(nullValue()));
  }

  @Test
  void refusesToGuessAUser() {
    UsageException e = assertThrows(UsageException.class, () -> JdbcCredentials.read("", Map.of()));
    assertThat(
        e.getMessage(),
        is(
            "--output names a database, but no user of it: name a file with user and password with"
                + " --jdbcCredentials=FILE, or set PGUSER and PGPASSWORD"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "password=hunter2", "user=me\npasswort=hunter2", "user=\\u12hunter2"})
  void refusesAFileThatIsNoneAndDoesNotShowIt(String text) throws IOException {
    String file = file(text);
    UsageException e =
        assertThrows(UsageException.class, () -> JdbcCredentials.read(file, Map.of()));
    assertThat(e.getMessage(), startsWith("--jdbcCredentials=" + file + " is bad: "));
    assertThat(e.getMessage(), not(containsString("hunter2")));
  }

  @Test
  void refusesAFileThatIsMissing() {
    UsageException e =
        assertThrows(UsageException.class, () -> JdbcCredentials.read("no/such/file", Map.of()));
    assertThat(
        e.getMessage(),
        is(
            "--jdbcCredentials=no/such/file is bad: NoSuchFileException: no/such/file; expected a"
                + " readable file of properties"));
  }
}
