package dev.sliderule.pipeline.write;

import dev.sliderule.common.UsageException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Locale;
import org.postgresql.Driver;

/** What a job asks of a database before it starts: is it there, and does it take rows. */
public final class JdbcTable {
  private JdbcTable() {}

  /**
   * Makes the table if it is missing, and tries to write to it; what it tries with is taken back.
   *
   * @throws UsageException if the database or the table does not take rows
   */
  public static void prepare(JdbcTarget target) {
    try (Connection connection = connect(target)) {
      connection.setAutoCommit(false);
      if (!exists(connection, target.table())) {
        try (Statement statement = connection.createStatement()) {
          statement.execute(UpsertStatement.create(target.table()));
        }
        connection.commit();
      }
      tryToWrite(connection, target.table());
      connection.rollback();
    } catch (SQLException e) {
      throw refused(target, e);
    }
  }

  /**
   * Connects. Not through {@code DriverManager}, which does not find drivers in the jar of a Spark
   * job.
   */
  static Connection connect(JdbcTarget target) throws SQLException {
    Connection connection = new Driver().connect(target.url(), target.connectionProperties());
    if (connection == null) {
      throw new SQLException("the URL is malformed");
    }
    return connection;
  }

  /** Where a table is there, its users need no right to make one. */
  private static boolean exists(Connection connection, String table) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("SELECT to_regclass(?)")) {
      query.setString(1, UpsertStatement.quoted(table));
      try (ResultSet result = query.executeQuery()) {
        result.next();
        return result.getString(1) != null;
      }
    }
  }

  private static void tryToWrite(Connection connection, String table) throws SQLException {
    org.joda.time.Instant time = org.joda.time.Instant.ofEpochMilli(0);
    ResultRow row =
        ResultRow.builder()
            .setWindowStart(time)
            .setWindowEnd(time)
            .setGroup("")
            .setRecords(0)
            .setUnique(0)
            .setUniqueLow(0)
            .setUniqueHigh(0)
            .setUniqueMissing(0)
            .setAmountSum(BigDecimal.ZERO)
            .setAmountMissing(0)
            .setPane(ResultRow.Pane.ON_TIME)
            .setRevision(0)
            .build();
    try (PreparedStatement upsert = connection.prepareStatement(UpsertStatement.upsert(table))) {
      UpsertStatement.setParameters(upsert, row, Instant.EPOCH);
      upsert.executeUpdate();
    }
  }

  private static UsageException refused(JdbcTarget target, SQLException e) {
    String reason = JdbcFailure.describe(e);
    String sentence;
    if (JdbcFailure.isUnreachable(e)) {
      sentence =
          String.format(
              Locale.ROOT,
              "--output=%s is bad: no database answered (%s); start one there or correct the"
                  + " address",
              target.url(),
              reason);
    } else if (JdbcFailure.isRefusedLogin(e)) {
      sentence =
          String.format(
              Locale.ROOT,
              "--output=%s is bad: the database does not let %s in (%s); correct"
                  + " --jdbcCredentials=FILE, or PGUSER and PGPASSWORD",
              target.url(),
              target.credentials().user(),
              reason);
    } else if (JdbcFailure.isMissingRight(e)) {
      sentence =
          String.format(
              Locale.ROOT,
              "--jdbcTable=%s is bad: %s may not write there (%s); grant the user SELECT, INSERT"
                  + " and UPDATE on the table, or CREATE in its schema",
              target.table(),
              target.credentials().user(),
              reason);
    } else {
      sentence =
          String.format(
              Locale.ROOT,
              "--output=%s with --jdbcTable=%s is bad: the database refuses rows (%s); name a"
                  + " table that is made by this command, or none that exists",
              target.url(),
              target.table(),
              reason);
    }
    return new UsageException(sentence, e);
  }
}
