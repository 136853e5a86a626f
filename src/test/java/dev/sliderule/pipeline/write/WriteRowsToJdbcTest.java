package dev.sliderule.pipeline.write;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.common.Command;
import dev.sliderule.common.UsageException;
import dev.sliderule.testing.Postgres;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.util.SerializableUtils;
import org.joda.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WriteRowsToJdbcTest {
  private static Postgres postgres;

  @BeforeAll
  static void startPostgres() throws Exception {
    postgres = Postgres.start();
    postgres.execute("CREATE ROLE reader LOGIN PASSWORD 'reader'");
  }

  @AfterAll
  static void stopPostgres() throws Exception {
    postgres.close();
  }

  @BeforeEach
  void dropTables() throws SQLException {
    postgres.execute("DROP TABLE IF EXISTS unique_counts");
  }

  private static JdbcTarget target() {
    return target(Postgres.USER, Postgres.PASSWORD);
  }

  private static JdbcTarget target(String user, String password) {
    return JdbcTarget.of(
        postgres.url(),
        "unique_counts",
        JdbcCredentials.of(user, password),
        Duration.standardSeconds(30));
  }

  /** A job of its own. */
  private static void write(JdbcTarget target, ResultRow... rows) {
    TestPipeline pipeline = TestPipeline.create();
    pipeline.enableAbandonedNodeEnforcement(false);
    pipeline
        .apply(Create.of(Arrays.asList(rows)).withCoder(ResultRowCoder.of()))
        .apply(WriteRowsToJdbc.to(target));
    pipeline.run().waitUntilFinish();
  }

  private static List<String> records() throws SQLException {
    return postgres.query("SELECT records FROM unique_counts ORDER BY 1");
  }

  @Test
  void writesEveryValueIntoItsColumn() throws SQLException {
    JdbcTable.prepare(target());
    assertThat(records(), is(List.of()));
    write(
        target(),
        ResultRows.full().setGroup("city='K\\öln\u0000',\"x\";--😀").build(),
        ResultRows.sparse().setAmountSum(new BigDecimal("-1234567890123456789.0001")).build());
    String columns =
        "window_start AT TIME ZONE 'UTC', window_end AT TIME ZONE 'UTC', group_name, records,"
            + " unique_count, unique_low, unique_high, unique_missing, amount_sum, amount_avg,"
            + " amount_missing, sequence_min, sequence_max, pane, revision";
    assertThat(
        postgres.query("SELECT ROW(" + columns + ")::text FROM unique_counts ORDER BY revision"),
        is(
            List.of(
                "(\"2026-01-31 12:00:00\",\"2026-01-31 12:00:10\",all,1,2,3,4,5,"
                    + "-1234567890123456789.0001,,10,,,ON_TIME,0)",
                "(\"2026-01-31 12:00:00\",\"2026-01-31 12:00:10\","
                    + "\"city='K\\\\öln\ufffd',\"\"x\"\";--😀\",1,2,3,4,5,6.70,8.9,10,-11,12,LATE,13)")));
  }

  @Test
  void laterRowReplacesAnEarlierOneAndNeverTheOtherWayRound() throws Exception {
    JdbcTable.prepare(target());
    java.time.Instant job = java.time.Instant.parse("2026-01-31T12:00:00Z");
    JdbcConnection connection = JdbcConnection.acquire(target());
    try {
      connection.write(List.of(ResultRows.full().setRevision(1).setRecords(1).build()), job);
      connection.write(List.of(ResultRows.full().setRevision(0).setRecords(2).build()), job);
      assertThat(records(), is(List.of("1")));
      connection.write(List.of(ResultRows.full().setRevision(2).setRecords(3).build()), job);
      assertThat(records(), is(List.of("3")));

      // Where revisions begin anew with each job, the later job counts.
      connection.write(
          List.of(ResultRows.full().setRevision(0).setRecords(4).build()), job.plusSeconds(1));
      assertThat(records(), is(List.of("4")));
      connection.write(List.of(ResultRows.full().setRevision(0).setRecords(5).build()), job);
      assertThat(records(), is(List.of("4")));
    } finally {
      connection.release();
    }
  }

  @Test
  void ofRowsInOneBatchTheLastCounts() throws SQLException {
    JdbcTable.prepare(target());
    write(
        target(),
        ResultRows.full().setRevision(2).setRecords(12).build(),
        ResultRows.full().setRevision(0).setRecords(10).build(),
        ResultRows.full().setRevision(1).setRecords(11).build());
    assertThat(records(), is(List.of("12")));
  }

  @Test
  void preparingLeavesRowsAlone() throws SQLException {
    JdbcTable.prepare(target());
    write(target(), ResultRows.full().build());
    JdbcTable.prepare(target());
    assertThat(records(), is(List.of("1")));
  }

  @Test
  void tableMayBeSomebodyElses() throws SQLException {
    JdbcTable.prepare(target());
    postgres.execute("GRANT SELECT, INSERT, UPDATE ON unique_counts TO reader");
    JdbcTable.prepare(target("reader", "reader"));
    write(target("reader", "reader"), ResultRows.full().build());
    assertThat(records(), is(List.of("1")));
  }

  @Test
  void refusesToStartWithoutTheRights() throws SQLException {
    assertThat(
        refusal(target("reader", "reader")),
        is(
            "--jdbcTable=unique_counts is bad: reader may not write there (ERROR: permission denied"
                + " for schema public); grant the user SELECT, INSERT and UPDATE on the table, or"
                + " CREATE in its schema"));
    JdbcTable.prepare(target());
    postgres.execute("GRANT SELECT, INSERT ON unique_counts TO reader");
    assertThat(
        refusal(target("reader", "reader")),
        startsWith("--jdbcTable=unique_counts is bad: reader may not write there (ERROR:"));
  }

  @Test
  void refusesToStartWithAWrongPassword() {
    assertThat(
        refusal(target(Postgres.USER, "wrong")),
        is(
            "--output="
                + postgres.url()
                + " is bad: the database does not let sliderule in (FATAL: password authentication"
                + " failed for user \"sliderule\"); correct --jdbcCredentials=FILE, or PGUSER and"
                + " PGPASSWORD"));
  }

  @Test
  void refusesToStartWithAnotherTable() throws SQLException {
    postgres.execute("CREATE TABLE unique_counts (window_start timestamptz, records bigint)");
    assertThat(
        refusal(target()),
        allOf(
            startsWith("--output=" + postgres.url() + " with --jdbcTable=unique_counts is bad:"),
            containsString("column \"window_end\" of relation \"unique_counts\" does not exist")));
  }

  @Test
  void refusesToStartWithoutADatabase() {
    JdbcTarget nobody =
        JdbcTarget.of(
            "jdbc:postgresql://127.0.0.1:1/rows",
            "unique_counts",
            JdbcCredentials.of("me", null),
            Duration.standardMinutes(5));
    assertThat(
        refusal(nobody),
        allOf(
            startsWith(
                "--output=jdbc:postgresql://127.0.0.1:1/rows is bad: no database answered ("),
            containsString("start one there or correct the address")));
  }

  @Test
  void endsWithASentenceWhenTheDatabaseRefusesRows() throws SQLException {
    JdbcTable.prepare(target());
    postgres.execute("ALTER TABLE unique_counts ADD CHECK (records > 1)");
    Exception failure =
        assertThrows(Exception.class, () -> write(target(), ResultRows.full().build()));
    assertThat(
        Command.rootMessage(failure),
        allOf(
            startsWith("the table unique_counts at " + postgres.url() + " refuses rows ("),
            containsString("violates check constraint")));
  }

  @Test
  void endsWithASentenceWhenTheDatabaseDoesNotComeBack() {
    JdbcTarget away =
        JdbcTarget.of(
            "jdbc:postgresql://127.0.0.1:1/rows",
            "unique_counts",
            JdbcCredentials.of("me", null),
            Duration.standardSeconds(1));
    Exception failure = assertThrows(Exception.class, () -> write(away, ResultRows.full().build()));
    assertThat(
        Command.rootMessage(failure),
        startsWith("jdbc:postgresql://127.0.0.1:1/rows has taken no rows for 1 s (Connection"));
  }

  @Test
  void nothingThatIsShownHasThePassword() {
    String secret = "hunter2";
    JdbcTarget target = target("me", secret);
    WriteRowsToJdbc write = WriteRowsToJdbc.to(target);
    assertThat(target.toString(), not(containsString(secret)));
    assertThat(DisplayData.from(write).toString(), not(containsString(secret)));
    assertThat(SerializableUtils.clone(target).credentials().password(), is(secret));
  }

  private static String refusal(JdbcTarget target) {
    return assertThrows(UsageException.class, () -> JdbcTable.prepare(target)).getMessage();
  }
}
