package dev.sliderule.pipeline.write;

import java.sql.SQLException;
import java.util.Set;

/** What a failure of the database means. */
final class JdbcFailure {
  private static final String CONNECTION = "08";
  private static final String RESOURCES = "53";
  private static final String SHUTTING_DOWN = "57P";

  /** Serialization failure, deadlock, lock not available, and a standby that takes no rows yet. */
  private static final Set<String> PASSING = Set.of("40001", "40P01", "55P03", "25006");

  private JdbcFailure() {}

  /** Whether the same may work later: the database is away, starting, full or busy. */
  static boolean isPassing(SQLException failure) {
    String state = state(failure);
    return state.startsWith(CONNECTION)
        || state.startsWith(RESOURCES)
        || state.startsWith(SHUTTING_DOWN)
        || PASSING.contains(state);
  }

  /** Whether no database answers at all. */
  static boolean isUnreachable(SQLException failure) {
    return state(failure).startsWith(CONNECTION) || state(failure).startsWith(SHUTTING_DOWN);
  }

  /** Whether the database does not know who is asking. */
  static boolean isRefusedLogin(SQLException failure) {
    return state(failure).startsWith("28");
  }

  /** Whether the user may not do what is asked. */
  static boolean isMissingRight(SQLException failure) {
    return state(failure).equals("42501");
  }

  /** In one line, without details, in which the database may quote what a row holds. */
  static String describe(SQLException failure) {
    String message = failure.getMessage();
    return message == null
        ? "error " + state(failure)
        : message.lines().findFirst().orElse("").strip();
  }

  private static String state(SQLException failure) {
    return failure.getSQLState() == null ? "" : failure.getSQLState();
  }
}
