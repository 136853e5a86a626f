package dev.sliderule.launcher;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import dev.sliderule.common.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShowDashboardTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Interruption interruption = Interruption.byRequest();

  private int run(String... args) {
    return ShowDashboard.run(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        interruption,
        args);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void servesUntilItIsTold() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      CompletableFuture<Integer> code =
          CompletableFuture.supplyAsync(
              () ->
                  run(
                      "--bootstrap=" + broker.bootstrapServers(),
                      "--results=rows",
                      "--listen=127.0.0.1:0"));
      Awaitility.await()
          .atMost(30, TimeUnit.SECONDS)
          .until(() -> code.isDone() || text(out).contains("page    http://127.0.0.1:"));
      interruption.request();

      assertThat(text(err), code.get(30, TimeUnit.SECONDS), is(ExitCode.OK));
      assertThat(text(out), startsWith("page    http://127.0.0.1:"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--results=rows | --bootstrap is missing: name host:port of a Kafka broker;",
        "--bootstrap=localhost:9092 | --results is missing: name the topic that the rows go to;",
        "--port=1 | Unknown option: '--port=1'; see dashboard --help",
      })
  void wrongOptionIsOneSentence(String args, String sentence) {
    assertThat(run(args.split(" ", -1)), is(ExitCode.USAGE));
    assertThat(text(err), startsWith("sliderule: " + sentence));
    assertThat(text(err).lines().count(), is(1L));
  }

  @Test
  void badAddressIsOneSentence() {
    assertThat(
        run("--bootstrap=localhost:1", "--results=rows", "--listen=8088"), is(ExitCode.USAGE));
    assertThat(text(err), startsWith("sliderule: --listen=8088 is bad: expected host:port"));
  }

  @Test
  void helpListsTheOptions() {
    assertThat(run("--help"), is(ExitCode.OK));
    assertThat(text(out), containsString("--dead-letters=<topic>"));
  }
}
