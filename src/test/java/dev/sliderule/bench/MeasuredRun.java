package dev.sliderule.bench;

import dev.sliderule.testing.spark.JavaProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;

/** Runs a subject once, looks at it from outside all the while, and checks its rows at the end. */
final class MeasuredRun {
  private static final long LOOK_MILLIS = 20;
  private static final int LOOKS_PER_REPORT = 25;

  private final Subject subject;
  private final Run run;
  private final Duration limit;
  private final DoubleConsumer progress;

  private long firstRead;
  private Duration cpuAtFirstRead = Duration.ZERO;
  private Duration cpu = Duration.ZERO;
  private long peakBytes;
  private long stateBytes;

  /**
   * A run.
   *
   * @param limit after which it is given up
   * @param progress is told which share of the topic has been read
   */
  MeasuredRun(Subject subject, Run run, Duration limit, DoubleConsumer progress) {
    this.subject = subject;
    this.run = run;
    this.limit = limit;
    this.progress = progress;
  }

  Measurement measure() throws Exception {
    Files.createDirectories(run.state());
    BenchTopic.createForRows(run.bootstrapServers(), run.results());
    BytesRead read = BytesRead.of(run.topic().name());
    long start = System.currentTimeMillis();
    boolean finished;
    try (JavaProcess process =
        JavaProcess.start(
            run.directory().resolve("log"), subject.environment(), subject.command(run))) {
      finished = watch(process, read, start + limit.toMillis());
      finished = finished && process.awaitExit(Duration.ZERO) == 0;
    }
    long end = System.currentTimeMillis();
    RowCheck check = RowCheck.of(run);
    BenchTopic.deleteAll(run.bootstrapServers(), run.results());
    return new Measurement(
        run.topic().events().number(),
        finished,
        Duration.ofMillis(firstRead == 0 ? 0 : firstRead - start),
        Duration.ofMillis(firstRead == 0 ? 0 : Math.max(0, check.lastArrival() - firstRead)),
        Duration.ofMillis(end - start),
        cpu.minus(cpuAtFirstRead),
        peakBytes,
        stateBytes,
        stateInMemory(),
        check.compare());
  }

  /** Returns whether the process ended by itself before the deadline. */
  private boolean watch(JavaProcess process, BytesRead read, long deadline)
      throws InterruptedException {
    for (int looks = 0; process.isAlive(); looks++) {
      long now = System.currentTimeMillis();
      if (now > deadline) {
        return false;
      }
      Optional<ProcessUsage> usage = ProcessUsage.of(process.pid());
      usage.ifPresent(
          used -> {
            cpu = used.cpu();
            peakBytes = used.peakBytes();
          });
      long bytes = read.get();
      if (firstRead == 0 && bytes > 0) {
        firstRead = now;
        cpuAtFirstRead = cpu;
      }
      if (looks % LOOKS_PER_REPORT == 0) {
        stateBytes = Math.max(stateBytes, size(run.state()));
        progress.accept(Math.min(1, bytes / (double) run.topic().bytes()));
      }
      Thread.sleep(LOOK_MILLIS);
    }
    return true;
  }

  private long stateInMemory() throws IOException {
    Path file = run.stateInMemory();
    return Files.exists(file) ? Long.parseLong(Files.readString(file)) : 0;
  }

  /** The bytes in a directory that others are at work in. */
  private static long size(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException | UncheckedIOException e) {
      // A file has gone since its directory was listed.
      return 0;
    }
  }
}
