package dev.sliderule.launcher;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.sliderule.testing.Waits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterruptionTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, Interruption.EXIT_CODE})
  void signalLetsTheRunEndAndChooseTheExitCode(int code) throws Exception {
    Process process =
        new ProcessBuilder(
                Waits.withUsualSignals(
                    List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        WaitingRun.class.getName(),
                        Integer.toString(code))))
            .redirectErrorStream(true)
            .start();
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(Waits.line("the run", said), is("running"));
      // The process would close its output as well.
      process.toHandle().destroy();
      assertThat(Waits.line("the run", said), is("asked to end"));
      assertThat(Waits.exitCode("the run", process), is(code));
      assertThat(Waits.line("the run", said), is(nullValue()));
    } finally {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void withoutASignalTheRunEndsAsUsual(int code) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                WaitingRun.class.getName(),
                Integer.toString(code),
                "at once")
            .start();
    assertThat(Waits.exitCode("the run", process), is(code));
  }

  /** A run that waits to be interrupted, unless it has a second argument. */
  static final class WaitingRun {
    private WaitingRun() {}

    public static void main(String... args) {
      int code = Integer.parseInt(args[0]);
      try (Interruption interruption = Interruption.onSignals()) {
        System.out.println("running");
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
        while (args.length == 1
            && !interruption.isRequested()
            && System.nanoTime() - deadline < 0) {
          Thread.onSpinWait();
        }
        System.out.println("asked to end");
        interruption.ended(code);
      }
      System.exit(code);
    }
  }
}
