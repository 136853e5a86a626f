package dev.sliderule.pipeline.write;

import dev.sliderule.common.JobFailedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.annotation.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection of this process to a database, shared by all who write there, so that a
 * cluster opens as many as it has executors. It is opened when it is needed, and again when it is
 * lost; and closed when nobody is left to use it.
 */
final class JdbcConnection {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcConnection.class);
  private static final long FIRST_BACKOFF_MILLIS = 100;
  private static final long MAX_BACKOFF_MILLIS = 5_000;

  private static final Map<JdbcTarget, JdbcConnection> SHARED = new HashMap<>();

  private final JdbcTarget target;
  private final ReentrantLock lock = new ReentrantLock();
  private int users;
  @Nullable private Connection connection;

  private JdbcConnection(JdbcTarget target) {
    this.target = target;
  }

  /** The connection to a target; to be given back by {@link #release}. */
  static JdbcConnection acquire(JdbcTarget target) {
    synchronized (SHARED) {
      JdbcConnection shared = SHARED.computeIfAbsent(target, JdbcConnection::new);
      shared.users++;
      return shared;
    }
  }

  /** Gives it back. */
  void release() {
    synchronized (SHARED) {
      users--;
      if (users == 0) {
        SHARED.remove(target);
        close();
      }
    }
  }

  /**
   * Writes rows, all or none. While the database is away or busy, tries again, with longer and
   * longer breaks, for as long as the target's timeout.
   *
   * @param rows in an order that is the same for all who write, so that they do not block each
   *     other; no two with the same key
   * @throws JobFailedException if the database refuses the rows, or does not come back in time
   */
  void write(Collection<ResultRow> rows, Instant jobStartedAt) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(target.timeout().getMillis());
    lock.lockInterruptibly();
    try {
      long backoff = FIRST_BACKOFF_MILLIS;
      while (true) {
        try {
          writeOnce(rows, jobStartedAt);
          return;
        } catch (SQLException e) {
          close();
          requirePassing(e, deadline);
          LOG.warn("{} takes no rows ({}); trying again", target.url(), JdbcFailure.describe(e));
        }
        TimeUnit.MILLISECONDS.sleep(backoff);
        backoff = Math.min(2 * backoff, MAX_BACKOFF_MILLIS);
      }
    } finally {
      lock.unlock();
    }
  }

  private void writeOnce(Collection<ResultRow> rows, Instant jobStartedAt) throws SQLException {
    if (connection == null) {
      connection = JdbcTable.connect(target);
      connection.setAutoCommit(false);
    }
    try (PreparedStatement upsert =
        connection.prepareStatement(UpsertStatement.upsert(target.table()))) {
      for (ResultRow row : rows) {
        UpsertStatement.setParameters(upsert, row, jobStartedAt);
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
    connection.commit();
  }

  private void requirePassing(SQLException failure, long deadline) {
    String sentence;
    if (!JdbcFailure.isPassing(failure)) {
      sentence =
          String.format(
              Locale.ROOT,
              "the table %s at %s refuses rows (%s); correct that and run the job again",
              target.table(),
              target.url(),
              JdbcFailure.describe(failure));
    } else if (System.nanoTime() - deadline >= 0) {
      sentence =
          String.format(
              Locale.ROOT,
              "%s has taken no rows for %d s (%s); start the database and run the job again",
              target.url(),
              target.timeout().getStandardSeconds(),
              JdbcFailure.describe(failure));
    } else {
      return;
    }
    // Not as the cause: the innermost one is what the user is told.
    JobFailedException failed = new JobFailedException(sentence);
    failed.addSuppressed(failure);
    throw failed;
  }

  private void close() {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        LOG.debug("A connection that is not needed any more could not be closed", e);
      }
      connection = null;
    }
  }
}
