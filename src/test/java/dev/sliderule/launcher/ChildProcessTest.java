package dev.sliderule.launcher;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.common.JobFailedException;
import dev.sliderule.common.UsageException;
import dev.sliderule.testing.Waits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
  private static final Duration LONG_ENOUGH = Duration.standardMinutes(1);

  @TempDir private Path directory;
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  private Path log() {
    return directory.resolve("logs").resolve("job.log");
  }

  private ChildProcess start(Class<?> main, String... args) {
    return ChildProcess.start(
        "job",
        command(main, args),
        Map.of("GREETING", "hello"),
        log(),
        line -> line.startsWith("status ") && heard.add(line.substring("status ".length())));
  }

  private static List<String> command(Class<?> main, String... args) {
    List<String> command =
        new ArrayList<>(
            List.of(
                // Unlike the others, which the child is to ignore.
                "env",
                "--default-signal=TERM",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(args));
    return command;
  }

  private String hear() throws InterruptedException {
    return heard.poll(LONG_ENOUGH.getMillis(), TimeUnit.MILLISECONDS);
  }

  @Test
  void linesGoToTheListenerOrTheLog() throws Exception {
    ChildProcess child = start(Talker.class, "0", "status 1", "a warning", "status 2");

    assertThat(child.awaitEnd(LONG_ENOUGH), is(true));
    assertThat(List.copyOf(heard), is(List.of("1", "2", "GREETING=hello")));
    assertThat(Files.readAllLines(log()), is(List.of("a warning")));
  }

  @Test
  void aListenerThatFailsDoesNotStopTheReading() throws Exception {
    ChildProcess child =
        ChildProcess.start(
            "job",
            command(Talker.class, "0", "status 1", "status 2"),
            Map.of("GREETING", "hello"),
            log(),
            line -> {
              heard.add(line);
              throw new IllegalStateException("injected");
            });

    assertThat(child.awaitEnd(LONG_ENOUGH), is(true));
    assertThat(Files.readAllLines(log()), is(List.copyOf(heard)));
    assertThat(heard.size(), is(3));
  }

  @Test
  void aLogThatCannotBeWrittenIsSaidBeforeTheStart() throws Exception {
    Files.createDirectories(log());
    Files.createFile(log().resolve("a-file"));

    assertThrows(UsageException.class, () -> start(Talker.class, "0"));
  }

  @Test
  void failureCarriesTheLastSentenceAndTheLog() {
    ChildProcess child =
        start(Talker.class, "1", "sliderule: first", "sliderule: it broke", "at Some.where");

    JobFailedException e =
        assertThrows(JobFailedException.class, () -> child.awaitEnd(LONG_ENOUGH));
    assertThat(e.getMessage(), is("it broke (its log: " + log() + ")"));
    assertThrows(JobFailedException.class, () -> child.awaitEnd(LONG_ENOUGH));
  }

  @Test
  void wrongOptionIsOne() {
    ChildProcess child = start(Talker.class, "2", "sliderule: --x=1 is bad");

    UsageException e = assertThrows(UsageException.class, () -> child.awaitEnd(LONG_ENOUGH));
    assertThat(e.getMessage(), is("--x=1 is bad (its log: " + log() + ")"));
  }

  @Test
  void failureWithoutASentenceIsToldByItsCode() {
    ChildProcess child = start(Talker.class, "3");

    JobFailedException e =
        assertThrows(JobFailedException.class, () -> child.awaitEnd(LONG_ENOUGH));
    assertThat(e.getMessage(), is("the job ended with exit code 3 (its log: " + log() + ")"));
  }

  @Test
  void programThatIsNotThereIsAFailure() {
    ChildProcess child =
        ChildProcess.start("job", List.of("/no/such/program"), Map.of(), log(), line -> false);

    assertThrows(JobFailedException.class, () -> child.awaitEnd(LONG_ENOUGH));
  }

  @Test
  void stopLetsTheProcessSayItsLastWords() throws Exception {
    ChildProcess child = start(Waiter.class);
    hear();
    assertThat(child.awaitEnd(Duration.millis(1)), is(false));
    child.stop();

    assertThat(hear(), is("stopping"));
    assertThat(child.awaitEnd(LONG_ENOUGH), is(true));
  }

  @Test
  void ctrlCDoesNotReachIt() throws Exception {
    ChildProcess child = start(Waiter.class);
    String pid = hear();
    signal("INT", pid);
    signal("HUP", pid);
    // Signals are handled in their order: had one of those counted, the code would be another.
    signal("TERM", pid);

    JobFailedException e =
        assertThrows(JobFailedException.class, () -> child.awaitEnd(LONG_ENOUGH));
    assertThat(e.getMessage(), is("the job ended with exit code 143 (its log: " + log() + ")"));
  }

  private static void signal(String name, String pid) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, pid).start();
    assertThat(Waits.exitCode("kill", kill), is(0));
  }

  @Test
  void endsWithItsParentEvenIfThatIsKilled() throws Exception {
    Process parent =
        new ProcessBuilder(command(Parent.class, log().toString()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
      ProcessHandle child =
          ProcessHandle.of(Long.parseLong(Waits.line("the parent", said))).orElseThrow();
      assertThat(child.isAlive(), is(true));
      Waits.exitCode("the parent after SIGKILL", parent.destroyForcibly());

      Awaitility.await("end of the child")
          .atMost(java.time.Duration.ofSeconds(30))
          .until(() -> !child.isAlive());
    }
  }

  /** Says lines, and what the environment says, and ends with a code. */
  static final class Talker {
    private Talker() {}

    public static void main(String... args) {
      for (int i = 1; i < args.length; i++) {
        System.err.println(args[i]);
      }
      if (args[0].equals("0")) {
        System.err.println("status GREETING=" + System.getenv("GREETING"));
      }
      System.exit(Integer.parseInt(args[0]));
    }
  }

  /** Says its process number and then waits for a signal. */
  static final class Waiter {
    private Waiter() {}

    public static void main(String... args) throws InterruptedException {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> System.err.println("status stopping")));
      System.err.println("status " + ProcessHandle.current().pid());
      // Whoever has started it may be gone.
      new CountDownLatch(1).await(10, TimeUnit.MINUTES);
    }
  }

  /** Has a child, and says its process number. */
  static final class Parent {
    private Parent() {}

    public static void main(String... args) throws InterruptedException {
      BlockingQueue<String> pid = new LinkedBlockingQueue<>();
      ChildProcess.start(
          "job",
          command(Waiter.class),
          Map.of(),
          Path.of(args[0]),
          line -> pid.add(line.replace("status ", "")));
      System.out.println(pid.poll(1, TimeUnit.MINUTES));
      new CountDownLatch(1).await(10, TimeUnit.MINUTES);
    }
  }
}
