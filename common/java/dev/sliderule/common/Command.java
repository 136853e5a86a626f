package dev.sliderule.common;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the body of a {@code main} method and turns its failure into one sentence and a code. */
public final class Command {
  private static final Logger LOG = LoggerFactory.getLogger(Command.class);

  private Command() {}

  /**
   * Calls {@code body} and returns the exit code of the process: {@link ExitCode#USAGE} after a
   * {@link UsageException}, {@link ExitCode#FAILURE} after any other exception, the body's own code
   * otherwise. The stack trace goes to the log at debug level.
   *
   * <p>From then on, {@link Locale#ROOT} is the default locale of the JVM: there are libraries that
   * make names and numbers with the default one, so that Kafka's broker, for one, does not start in
   * a Turkish JVM.
   */
  public static int run(PrintStream err, Callable<Integer> body) {
    Locale.setDefault(Locale.ROOT);
    try {
      return body.call();
    } catch (UsageException e) {
      return report(err, e, e.getMessage(), ExitCode.USAGE);
    } catch (JobFailedException e) {
      return report(err, e, e.getMessage(), ExitCode.FAILURE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return report(err, e, "interrupted", ExitCode.FAILURE);
    } catch (Exception e) {
      return report(err, e, "the job failed: " + rootMessage(e), ExitCode.FAILURE);
    }
  }

  private static int report(PrintStream err, Exception e, String sentence, int code) {
    LOG.debug("Command failed", e);
    err.println("sliderule: " + sentence);
    return code;
  }

  /**
   * The innermost cause in one line: its type and message, or the sentence if it has one for the
   * user.
   */
  public static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String type = root.getClass().getSimpleName();
    String message = root.getMessage();
    if (root instanceof JobFailedException || root instanceof UsageException) {
      return message;
    }
    return message == null ? type : type + ": " + message.lines().findFirst().orElse("").strip();
  }
}
