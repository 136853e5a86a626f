package dev.sliderule.pipeline;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import dev.sliderule.common.ExitCode;
import dev.sliderule.launcher.EmbeddedBroker;
import dev.sliderule.testing.KafkaTopics;
import dev.sliderule.testing.Waits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The job in a process of its own, as a user starts it. */
class ForegroundRunTest {
  private final EmbeddedBroker broker = EmbeddedBroker.start();
  private Process process;

  @AfterEach
  void stop() {
    if (process != null) {
      process.destroyForcibly();
    }
    broker.close();
  }

  @Test
  void endsWithItsNumbersAndCodeZeroWhenItIsToldToStop() throws Exception {
    BufferedReader err = startReading();
    // Unlike Process.destroy, this leaves the streams open.
    process.toHandle().destroy();

    assertThat(Waits.exitCode("the job after SIGTERM", process), is(ExitCode.OK));
    assertThat(
        Waits.lines("the job", err),
        is(List.of("stopped: read 1 = counted 1 + late 0 + malformed 0")));
  }

  @Test
  void endsWithASentenceAndCodeOneWhenKafkaIsGone() throws Exception {
    BufferedReader err = startReading();
    broker.close();

    assertThat(Waits.exitCode("the job without Kafka", process), is(ExitCode.FAILURE));
    List<String> lines = Waits.lines("the job", err);
    String last = lines.get(lines.size() - 1);
    assertThat(last, startsWith("sliderule: no Kafka broker at " + broker.bootstrapServers()));
    assertThat(last, containsString("--kafkaTimeout"));
  }

  /** Starts the job and waits until it says that it has read the one record there is. */
  private BufferedReader startReading() throws Exception {
    try (KafkaTopics topics = new KafkaTopics(broker.bootstrapServers())) {
      topics.create("customer-transactions", 1);
      topics.send(
          "customer-transactions",
          0,
          "k",
          "{\"customer_id\":1,\"producer_timestamp\":" + System.currentTimeMillis() + "}");
    }
    process =
        start(
            "--kafkaTimeout=5s", "--windowSize=1h", "--windowPeriod=1h", "--statusInterval=100ms");
    BufferedReader err =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    List<String> said = new ArrayList<>();
    String line;
    do {
      line = Waits.line("the job", err);
      said.add(line);
    } while (line != null && !line.startsWith("read 1 "));
    assertThat("after " + said, line, is("read 1 = counted 1 + late 0 + malformed 0"));
    assertThat(Collections.frequency(said, "reading customer-transactions"), is(1));
    return err;
  }

  private Process start(String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                UniqueCountsPipeline.class.getName(),
                "--bootstrapServers=" + broker.bootstrapServers(),
                "--output=kafka"));
    command.addAll(List.of(options));
    return new ProcessBuilder(Waits.withUsualSignals(command))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
