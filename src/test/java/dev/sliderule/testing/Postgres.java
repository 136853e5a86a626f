package dev.sliderule.testing;

import static org.awaitility.Awaitility.await;

import dev.sliderule.pipeline.write.ResultKey;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.joda.time.Instant;
import org.tukaani.xz.XZInputStream;

/**
 * A real PostgreSQL server, in a directory of its own, that asks for passwords. It refuses to run
 * as root, so there it runs as the user {@code nobody}.
 */
public final class Postgres implements AutoCloseable {
  public static final String USER = "sliderule";
  public static final String PASSWORD = "it's a \"secret\"";

  private static final String BINARIES = "/postgres-linux-x86_64.txz";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  static {
    // The driver asserts that a connection that breaks in the middle of a batch tells its mode,
    // which it does not; without assertions, as in production, it goes on to say that it is broken.
    Postgres.class
        .getClassLoader()
        .setClassAssertionStatus("org.postgresql.jdbc.BatchResultHandler", false);
  }

  private final Path home;
  private final int port;
  private Process server;

  private Postgres(Path home, int port) {
    this.home = home;
    this.port = port;
  }

  /** Unpacks a server, makes an empty database and starts it. */
  public static Postgres start() throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("sliderule-postgres-");
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Postgres postgres = new Postgres(home, port);
    try {
      postgres.unpack();
      Path password = Files.writeString(home.resolve("password"), PASSWORD);
      postgres.own(Files.createDirectory(postgres.data()));
      Process initdb =
          postgres.command(
              "initdb",
              "--username=" + USER,
              "--auth=scram-sha-256",
              "--pwfile=" + password,
              "--encoding=UTF8",
              "--locale=C",
              "--no-sync",
              "--pgdata=" + postgres.data());
      if (Waits.exitCode("initdb", initdb) != 0) {
        throw new IOException("initdb failed: " + Files.readString(postgres.log()));
      }
      postgres.restart();
      return postgres;
    } catch (IOException | InterruptedException | RuntimeException e) {
      postgres.close();
      throw e;
    }
  }

  /** Starts the server that was killed, on the same port and with the same data. */
  public void restart() {
    await("the server answers")
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(SQLException.class)
        .until(
            () -> {
              // It gives up at once while processes of the one before are still going down.
              if (server == null || !server.isAlive()) {
                server =
                    command(
                        "postgres",
                        "-D",
                        data().toString(),
                        "-p",
                        Integer.toString(port),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories=",
                        // A killed server loses nothing by it, only a machine would.
                        "-c",
                        "fsync=off");
              }
              connect().close();
              return true;
            });
  }

  /** Kills the server as {@code kill -9} does; returns when it is gone. */
  public void kill() throws InterruptedException {
    Waits.exitCode("the server after SIGKILL", server.destroyForcibly());
  }

  /** The URL of its database, without credentials. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  /** A file of the credentials, as {@code --jdbcCredentials} wants it. */
  public Path credentials() throws IOException {
    return credentials(USER, PASSWORD);
  }

  /** The same for another user. */
  public Path credentials(String user, String password) throws IOException {
    return Files.writeString(
        home.resolve(user + ".properties"), "user=" + user + "\npassword=" + password + "\n");
  }

  /** A connection of the database's owner. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), USER, PASSWORD);
  }

  /** Runs a statement. */
  public void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of what a query gives. */
  public List<String> query(String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        values.add(result.getString(1));
      }
    }
    return values;
  }

  /** What a table of result rows says, in the oracle's words. */
  public Map<ResultKey, String> rows(String table) throws SQLException {
    Map<ResultKey, String> rows = new TreeMap<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT * FROM " + table)) {
      while (row.next()) {
        ResultKey key =
            ResultKey.of(
                Instant.ofEpochMilli(row.getTimestamp("window_start").getTime()),
                Instant.ofEpochMilli(row.getTimestamp("window_end").getTime()),
                row.getString("group_name"));
        BigDecimal sum = row.getBigDecimal("amount_sum");
        rows.put(
            key,
            WindowOracle.format(
                row.getLong("records"),
                row.getLong("unique_count"),
                row.getLong("unique_missing"),
                row.getLong("amount_missing"),
                sum,
                row.getObject("sequence_min", Long.class),
                row.getObject("sequence_max", Long.class)));
      }
    }
    return rows;
  }

  @Override
  public void close() throws IOException {
    if (server != null) {
      server.destroy();
      try {
        if (!server.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          Waits.exitCode("the server after SIGKILL", server.destroyForcibly());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    Files.walkFileTree(
        home,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException e)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private Path data() {
    return home.resolve("data");
  }

  private Path log() {
    return home.resolve("log");
  }

  private static boolean asRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private void own(Path directory) throws IOException {
    if (asRoot()) {
      Files.setOwner(
          directory,
          directory
              .getFileSystem()
              .getUserPrincipalLookupService()
              .lookupPrincipalByName("nobody"));
    }
  }

  private Process command(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (asRoot()) {
      command.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
    }
    command.add(home.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    builder.environment().put("TZ", "UTC");
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .start();
  }

  private void unpack() throws IOException {
    try (InputStream packed = Postgres.class.getResourceAsStream(BINARIES);
        TarArchiveInputStream tar =
            new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = home.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else if (entry.isSymbolicLink()) {
          Files.createDirectories(path.getParent());
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
          Files.createDirectories(path.getParent());
          Files.copy(tar, path);
          Set<PosixFilePermission> permissions =
              EnumSet.copyOf(PosixFilePermissions.fromString("rw-r--r--"));
          if ((entry.getMode() & 0111) != 0) {
            permissions.addAll(PosixFilePermissions.fromString("--x--x--x"));
          }
          Files.setPosixFilePermissions(path, permissions);
        }
      }
    }
  }
}
