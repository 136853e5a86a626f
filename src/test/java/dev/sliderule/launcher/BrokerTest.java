package dev.sliderule.launcher;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import dev.sliderule.common.ExitCode;
import dev.sliderule.testing.KafkaTopics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Interruption stop = Interruption.byRequest();

  @Test
  void servesUnderTheNameItIsGivenUntilItIsTold(@TempDir Path dir) throws Exception {
    int port = freePort();
    CompletableFuture<Integer> code =
        CompletableFuture.supplyAsync(
            () -> run("--host=localhost", "--port=" + port, "--dir=" + dir.resolve("kafka")));
    Awaitility.await().until(() -> code.isDone() || text(out).contains("Kafka localhost:" + port));
    try (KafkaTopics topics = new KafkaTopics("localhost:" + port)) {
      topics.create("clicks", 2);
    }
    stop.request();

    assertThat(text(err), code.get(30, TimeUnit.SECONDS), is(ExitCode.OK));
  }

  @Test
  void portThatIsTakenIsSaid(@TempDir Path dir) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int code = run("--port=" + taken.getLocalPort(), "--dir=" + dir);

      assertThat(code, is(ExitCode.FAILURE));
      assertThat(text(err), containsString("Port " + taken.getLocalPort() + " of 127.0.0.1 is"));
    }
  }

  /** Kafka removes directories that are named as it names those that it has given up. */
  @Test
  void directoryOfSomebodyElseIsRefusedAndStaysAsItIs(@TempDir Path dir) throws Exception {
    Path theirs = dir.resolve("clicks-0.8d1c5a1c3f0b4b5e9c7d2a6f1e0b3c4d-delete").resolve("file");
    Files.createDirectories(theirs.getParent());
    Files.writeString(theirs, "precious");
    // A request beforehand, in case it starts.
    stop.request();

    assertThat(run("--port=" + freePort(), "--dir=" + dir), is(ExitCode.USAGE));
    assertThat(text(err), startsWith("sliderule: --dir=" + dir + " is bad: it is not empty ('cl"));
    try (Stream<Path> files = Files.walk(dir)) {
      assertThat(files.collect(Collectors.toSet()), is(Set.of(dir, theirs.getParent(), theirs)));
    }
  }

  @Test
  void wrongOptionsAreUsageErrors() {
    assertThat(run("--port=0"), is(ExitCode.USAGE));
    assertThat(text(err), startsWith("sliderule: --port=0 is bad: expected a number from 1"));
    assertThat(run("--prt=1"), is(ExitCode.USAGE));
  }

  @Test
  void helpListsTheOptions() {
    assertThat(run("--help"), is(ExitCode.OK));
    assertThat(text(out), containsString("--dir=<directory>"));
  }

  private int run(String... args) {
    return Broker.run(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        stop,
        args);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
