package dev.sliderule.spark;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import dev.sliderule.common.ExitCode;
import dev.sliderule.launcher.EmbeddedBroker;
import dev.sliderule.testing.KafkaTopics;
import dev.sliderule.testing.Waits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.joda.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job under a steady load for as many minutes as the system property {@code
 * sliderule.soak.minutes} says: its memory and its checkpoints must not grow.
 */
@Tag("long")
@Timeout(value = 5, unit = TimeUnit.HOURS)
class SoakTest {
  private static final int RECORDS_PER_SECOND = 200;
  private static final int SAMPLES_PER_MINUTE = 2;
  private static final int WARM_UP_SAMPLES = 2 * SAMPLES_PER_MINUTE;
  private static final double GROWTH = 1.3;

  /** What a few more blocks or files may be of, whatever there was. */
  private static final long FILES_OF_GRACE = 20;

  private static final long BYTES_OF_GRACE = 5_000_000;

  private final Random random = new Random(1);
  private long sent;

  @TempDir Path temporary;

  @Test
  void neitherMemoryNorCheckpointsGrow() throws Exception {
    int minutes = Integer.getInteger("sliderule.soak.minutes", 10);
    Path checkpoint = temporary.resolve("checkpoint");
    ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        KafkaTopics topics = new KafkaTopics(broker.bootstrapServers());
        RestartedJob job = new RestartedJob(broker, topics, "soak", temporary)) {
      SparkProcess process =
          job.start("--checkpointDir=" + checkpoint, "--idleTimeout=5s", "--estimator=HLL");
      ScheduledFuture<?> writing =
          writer.scheduleAtFixedRate(
              () -> write(topics, RECORDS_PER_SECOND / 20), 0, 50, TimeUnit.MILLISECONDS);
      job.awaitRows(1);

      List<Sample> samples = new ArrayList<>();
      for (int i = 0; i < minutes * SAMPLES_PER_MINUTE; i++) {
        boolean ended = process.endsWithin(Duration.standardMinutes(1).dividedBy(2));
        assertThat(String.join("\n", process.errorLines()), ended, is(false));
        assertThat("writer has failed", writing.isDone(), is(false));
        samples.add(Sample.of(process, checkpoint));
        report(samples.size(), samples.get(samples.size() - 1), process);
      }
      writing.cancel(false);
      process.terminate();
      assertThat(process.endsWithin(Duration.standardMinutes(2)), is(true));
      assertThat(process.exitCode(), is(ExitCode.OK));

      assertSteady("heap", samples, sample -> sample.heapBytes, BYTES_OF_GRACE);
      assertSteady("checkpoint bytes", samples, sample -> sample.checkpointBytes, BYTES_OF_GRACE);
      assertSteady("checkpoint files", samples, sample -> sample.checkpointFiles, FILES_OF_GRACE);
    } finally {
      writer.shutdownNow();
    }
  }

  private void write(KafkaTopics topics, int records) {
    for (int i = 0; i < records; i++) {
      long late = random.nextInt(20) == 0 ? random.nextInt(8_000) : random.nextInt(1_000);
      topics.send(
          "soak",
          random.nextInt(PacedRecords.PARTITIONS),
          "k",
          String.format(
              "{\"producer_timestamp\":%d,\"customer_id\":\"u%d\",\"final_amount\":%d,"
                  + "\"batch_number\":%d,\"page\":\"p%d\"}",
              System.currentTimeMillis() - late,
              random.nextInt(50_000),
              random.nextInt(100),
              sent++,
              random.nextInt(10)));
    }
  }

  @SuppressWarnings("SystemOut") // The table is what the test is run for.
  private void report(int number, Sample sample, SparkProcess process) throws IOException {
    List<String> said = process.errorLines();
    System.out.printf(
        "soak %5.1f min: heap %6.1f MB, checkpoints %8.1f kB in %4d files; sent %d; %s%n",
        number / (double) SAMPLES_PER_MINUTE,
        sample.heapBytes / 1e6,
        sample.checkpointBytes / 1e3,
        sample.checkpointFiles,
        sent,
        said.isEmpty() ? "" : said.get(said.size() - 1));
  }

  private static void assertSteady(
      String what, List<Sample> samples, ToLongFunction<Sample> value, long grace) {
    List<Sample> warm = samples.subList(Math.min(WARM_UP_SAMPLES, samples.size()), samples.size());
    if (warm.size() < 2) {
      return;
    }
    int half = warm.size() / 2;
    long earlier = median(warm.subList(0, half), value);
    long later = median(warm.subList(half, warm.size()), value);
    assertThat(what, (double) later, lessThan(earlier * GROWTH + grace));
  }

  private static long median(List<Sample> samples, ToLongFunction<Sample> value) {
    List<Long> sorted =
        samples.stream().map(value::applyAsLong).sorted().collect(Collectors.toList());
    return sorted.get(sorted.size() / 2);
  }

  /** What a running job holds. */
  private static final class Sample {
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

    final long heapBytes;
    final long checkpointBytes;
    final long checkpointFiles;

    private Sample(long heapBytes, long checkpointBytes, long checkpointFiles) {
      this.heapBytes = heapBytes;
      this.checkpointBytes = checkpointBytes;
      this.checkpointFiles = checkpointFiles;
    }

    static Sample of(SparkProcess process, Path checkpoint) throws Exception {
      long[] bytesAndFiles = new long[2];
      Files.walkFileTree(
          checkpoint,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              bytesAndFiles[0] += attributes.size();
              bytesAndFiles[1]++;
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              // The job removes files all the while.
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) {
              return FileVisitResult.CONTINUE;
            }
          });
      return new Sample(liveBytes(process), bytesAndFiles[0], bytesAndFiles[1]);
    }

    /** The size of all objects that a full collection leaves. */
    private static long liveBytes(SparkProcess process) throws Exception {
      Process jcmd =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(process.pid()),
                  "GC.class_histogram")
              .redirectErrorStream(true)
              .start();
      String said =
          String.join(
              "\n",
              Waits.lines(
                  "jcmd",
                  new BufferedReader(
                      new InputStreamReader(jcmd.getInputStream(), StandardCharsets.UTF_8))));
      Matcher total = TOTAL.matcher(said);
      if (!total.find()) {
        throw new UncheckedIOException(new IOException("jcmd says: " + said));
      }
      return Long.parseLong(total.group(1));
    }
  }
}
