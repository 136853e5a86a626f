package dev.sliderule.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sliderule.testing.spark.JavaProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Lets a subject count events as they come, and measures when its rows do. */
final class LatencyRun {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MAX_OUT_OF_ORDERNESS_MILLIS = 2_000;

  /** The JVM starts and warms up; the windows of this time are not measured. */
  private static final Duration WARM_UP = Duration.ofSeconds(60);

  /** Windows that end so shortly before the last event are not measured. */
  private static final Duration TAIL = Duration.ofSeconds(10);

  /** Event time besides that of the windows that are measured. */
  static final Duration AROUND = WARM_UP.plus(TAIL);

  private static final Duration LAST_ROWS = Duration.ofSeconds(30);
  private static final Duration EXIT = Duration.ofSeconds(30);
  private static final long LOOK_MILLIS = 1_000;

  private final Subject subject;
  private final Run run;
  private final int rate;

  /** By end and group of its window: when the first row came. */
  private final Map<String, Long> arrivals = new HashMap<>();

  LatencyRun(Subject subject, Run run, int rate) {
    this.subject = subject;
    this.run = run;
    this.rate = rate;
  }

  /**
   * Measures.
   *
   * @param measured event time of the windows that are measured
   */
  Latency measure(Duration measured) throws Exception {
    Files.createDirectories(run.state());
    BenchTopic.createForRows(run.bootstrapServers(), run.results());
    WatermarkPassings passings =
        new WatermarkPassings(
            BenchTopic.PARTITIONS, run.windows().periodMillis(), MAX_OUT_OF_ORDERNESS_MILLIS);
    long from = System.currentTimeMillis() + WARM_UP.toMillis();
    long to = from + measured.toMillis();
    try (JavaProcess process =
        JavaProcess.start(
            run.directory().resolve("log"), subject.environment(), subject.command(run))) {
      new PacedProducer(run.bootstrapServers(), run.topic(), rate, passings)
          .send(measured.plus(AROUND));
      List<Long> ends = ends(from, to);
      awaitRows(process, ends);
      process.terminate();
      process.awaitExit(EXIT);
      return latency(ends, passings);
    } finally {
      BenchTopic.deleteAll(run.bootstrapServers(), run.results());
      BenchTopic.deleteAll(run.bootstrapServers(), run.topic().name());
    }
  }

  private List<Long> ends(long from, long to) {
    long period = run.windows().periodMillis();
    List<Long> ends = new ArrayList<>();
    for (long end = Math.floorDiv(from, period) * period + period; end <= to; end += period) {
      ends.add(end);
    }
    return ends;
  }

  private void awaitRows(JavaProcess process, List<Long> ends) throws InterruptedException {
    long deadline = System.currentTimeMillis() + LAST_ROWS.toMillis();
    readRows();
    while (process.isAlive() && System.currentTimeMillis() < deadline && missing(ends) > 0) {
      Thread.sleep(LOOK_MILLIS);
      readRows();
    }
  }

  private void readRows() {
    ResultsTopic.read(run.bootstrapServers(), run.results(), this::take);
  }

  private void take(ConsumerRecord<byte[], byte[]> row) {
    try {
      JsonNode json = JSON.readTree(row.value());
      long end = Instant.parse(json.get("windowEnd").asText()).toEpochMilli();
      arrivals.merge(key(end, json.get("group").asText()), row.timestamp(), Math::min);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int missing(List<Long> ends) {
    return (int)
        ends.stream()
            .flatMap(end -> groups().stream().map(group -> key(end, group)))
            .filter(key -> !arrivals.containsKey(key))
            .count();
  }

  private Latency latency(List<Long> ends, WatermarkPassings passings) {
    List<Long> millis = new ArrayList<>();
    for (long end : ends) {
      long passed = passings.passed(end).orElseThrow();
      for (String group : groups()) {
        Long arrival = arrivals.get(key(end, group));
        if (arrival != null) {
          millis.add(arrival - passed);
        }
      }
    }
    return new Latency(subject, rate, missing(ends), millis);
  }

  private List<String> groups() {
    List<String> groups = new ArrayList<>(List.of("all"));
    for (int i = 0; i < run.groups().groups(); i++) {
      groups.add(run.groups().groupPrefix() + i);
    }
    return groups;
  }

  private static String key(long end, String group) {
    return end + " " + group;
  }
}
