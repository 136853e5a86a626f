package dev.sliderule.pipeline.write;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The SQL for result rows in PostgreSQL. Columns are the fields of a row, in snake case; {@code
 * group} and {@code unique}, which are words of SQL, are {@code group_name} and {@code
 * unique_count}.
 *
 * <p>A row replaces an earlier one of the same window and group, never a later one: a row of the
 * same job with a higher revision stays. {@code job_started_at} tells jobs apart on runners where
 * revisions begin anew with each; either of both is enough, so clocks of different machines need
 * not agree where revisions go on rising.
 */
final class UpsertStatement {
  private static final List<String> KEY = List.of("window_start", "window_end", "group_name");

  private static final List<String> VALUES =
      List.of(
          "records",
          "unique_count",
          "unique_low",
          "unique_high",
          "unique_missing",
          "amount_sum",
          "amount_avg",
          "amount_missing",
          "sequence_min",
          "sequence_max",
          "pane",
          "revision",
          "job_started_at");

  private UpsertStatement() {}

  /** Makes the table. */
  static String create(String table) {
    return "CREATE TABLE IF NOT EXISTS "
        + quoted(table)
        + " (window_start timestamptz NOT NULL, window_end timestamptz NOT NULL,"
        + " group_name text NOT NULL, records bigint NOT NULL, unique_count bigint NOT NULL,"
        + " unique_low bigint NOT NULL, unique_high bigint NOT NULL,"
        + " unique_missing bigint NOT NULL, amount_sum numeric NOT NULL, amount_avg numeric,"
        + " amount_missing bigint NOT NULL, sequence_min bigint, sequence_max bigint,"
        + " pane text NOT NULL, revision bigint NOT NULL, job_started_at timestamptz NOT NULL,"
        + " PRIMARY KEY (window_end, window_start, group_name))";
  }

  /** Writes a row; parameters as {@link #setParameters} sets them. */
  static String upsert(String table) {
    String columns =
        String.join(", ", KEY) + VALUES.stream().map(v -> ", " + v).collect(Collectors.joining());
    String parameters = "?" + ", ?".repeat(KEY.size() + VALUES.size() - 1);
    String replacements =
        VALUES.stream().map(v -> v + " = EXCLUDED." + v).collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "INSERT INTO %s AS old (%s) VALUES (%s) ON CONFLICT (%s) DO UPDATE SET %s"
            + " WHERE old.revision < EXCLUDED.revision"
            + " OR old.job_started_at < EXCLUDED.job_started_at",
        quoted(table),
        columns,
        parameters,
        String.join(", ", KEY),
        replacements);
  }

  /**
   * The name in quotes, in lower case as PostgreSQL reads names without.
   *
   * @param table one or two names of letters, digits and underscores, joined by a dot
   */
  static String quoted(String table) {
    return Arrays.stream(table.toLowerCase(Locale.ROOT).split("\\.", -1))
        .map(name -> '"' + name + '"')
        .collect(Collectors.joining("."));
  }

  static void setParameters(PreparedStatement statement, ResultRow row, Instant jobStartedAt)
      throws SQLException {
    int i = 0;
    statement.setObject(++i, time(row.windowStart()));
    statement.setObject(++i, time(row.windowEnd()));
    // PostgreSQL takes every character but this one.
    statement.setString(++i, row.group().replace('\u0000', '\ufffd'));
    statement.setLong(++i, row.records());
    statement.setLong(++i, row.unique());
    statement.setLong(++i, row.uniqueLow());
    statement.setLong(++i, row.uniqueHigh());
    statement.setLong(++i, row.uniqueMissing());
    statement.setBigDecimal(++i, row.amountSum());
    setNullable(statement, ++i, row.amountAvg(), Types.NUMERIC);
    statement.setLong(++i, row.amountMissing());
    setNullable(statement, ++i, row.sequenceMin(), Types.BIGINT);
    setNullable(statement, ++i, row.sequenceMax(), Types.BIGINT);
    statement.setString(++i, row.pane().name());
    statement.setLong(++i, row.revision());
    statement.setObject(++i, jobStartedAt.atOffset(ZoneOffset.UTC));
  }

  private static void setNullable(PreparedStatement statement, int i, Object value, int type)
      throws SQLException {
    if (value == null) {
      statement.setNull(i, type);
    } else if (value instanceof BigDecimal) {
      statement.setBigDecimal(i, (BigDecimal) value);
    } else {
      statement.setObject(i, value, type);
    }
  }

  private static OffsetDateTime time(org.joda.time.Instant instant) {
    return Instant.ofEpochMilli(instant.getMillis()).atOffset(ZoneOffset.UTC);
  }
}
