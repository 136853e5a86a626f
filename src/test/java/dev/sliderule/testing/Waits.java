package dev.sliderule.testing;

import java.io.BufferedReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Waits that end in a failure which says what was waited for, and never last for ever. */
public final class Waits {
  /** Longer than any of it takes on a slow machine. */
  private static final long LIMIT_SECONDS = 120;

  private Waits() {}

  /**
   * Waits for the result of something that is under way.
   *
   * @throws AssertionError if it is not there in time
   */
  public static <T> T get(String what, Future<T> future)
      throws ExecutionException, InterruptedException {
    try {
      return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(tooLong(what), e);
    }
  }

  /**
   * Waits for the end of a process and returns its exit code.
   *
   * @throws AssertionError if it goes on; it is killed then
   */
  public static int exitCode(String what, Process process) throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(tooLong("the end of " + what));
    }
    return process.exitValue();
  }

  /**
   * Waits for the end of a thread.
   *
   * @throws AssertionError if it goes on
   */
  public static void end(String what, Thread thread) throws InterruptedException {
    thread.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
    if (thread.isAlive()) {
      throw new AssertionError(tooLong("the end of " + what));
    }
  }

  /**
   * Waits for the next line, and returns it, or null at the end.
   *
   * @throws AssertionError if neither comes
   */
  public static String line(String what, BufferedReader lines)
      throws ExecutionException, InterruptedException {
    return get("a line of " + what, elsewhere(lines::readLine));
  }

  /**
   * Waits for the end of what is said, and returns all lines up to there.
   *
   * @throws AssertionError if there is no end
   */
  public static List<String> lines(String what, BufferedReader lines)
      throws ExecutionException, InterruptedException {
    return get(
        "the last line of " + what, elsewhere(() -> lines.lines().collect(Collectors.toList())));
  }

  /** In a thread of its own, as nothing but the end of the other side ends a read. */
  private static <T> Future<T> elsewhere(Callable<T> read) {
    FutureTask<T> task = new FutureTask<>(read);
    Thread thread = new Thread(task, "reader");
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  /**
   * The command in a process that handles signals as usual, even if this one ignores some, as it
   * does after {@code nohup} or in the background of a script: what is ignored is inherited.
   */
  public static List<String> withUsualSignals(List<String> command) {
    List<String> all = new ArrayList<>(List.of("env", "--default-signal=HUP,INT,TERM"));
    all.addAll(command);
    return all;
  }

  private static String tooLong(String what) {
    return String.format("%s has not come within %d s", what, LIMIT_SECONDS);
  }
}
