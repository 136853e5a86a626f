package dev.sliderule.common;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class CommandTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void passesOnTheCodeOfABodyThatReturns() {
    assertThat(run(() -> ExitCode.OK), is(0));
    assertThat(run(() -> 7), is(7));
    assertThat(said(), is(""));
  }

  @Test
  void endsWithTwoAndTheSentenceWhenTheUserAskedForTheImpossible() {
    int code =
        run(
            () -> {
              throw UsageException.badOption("windowSize", "0s", "expected more");
            });
    assertThat(code, is(2));
    assertThat(said(), is("sliderule: --windowSize=0s is bad: expected more\n"));
  }

  @Test
  void endsWithOneAndTheSentenceWhenTheJobFailed() {
    int code =
        run(
            () -> {
              throw new JobFailedException("no broker", new IOException("refused"));
            });
    assertThat(code, is(1));
    assertThat(said(), is("sliderule: no broker\n"));
  }

  @Test
  void endsWithOneAndTheInnermostCauseOfAnyOtherFailure() {
    int code =
        run(
            () -> {
              throw new IllegalStateException(
                  "outer", new RuntimeException(new IOException("disk full\nand more\n\tat x")));
            });
    assertThat(code, is(1));
    assertThat(said(), is("sliderule: the job failed: IOException: disk full\n"));
  }

  @Test
  void namesTheTypeOfAFailureWithoutAMessage() {
    int code =
        run(
            () -> {
              throw new NullPointerException();
            });
    assertThat(code, is(1));
    assertThat(said(), is("sliderule: the job failed: NullPointerException\n"));
  }

  @Test
  void endsWithOneAndStaysInterruptedWhenInterrupted() {
    int code =
        run(
            () -> {
              throw new InterruptedException();
            });
    // Also clears the flag for the tests to come.
    assertThat(Thread.interrupted(), is(true));
    assertThat(code, is(1));
    assertThat(said(), is("sliderule: interrupted\n"));
  }

  private int run(Callable<Integer> body) {
    return Command.run(new PrintStream(err, true, StandardCharsets.UTF_8), body);
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
