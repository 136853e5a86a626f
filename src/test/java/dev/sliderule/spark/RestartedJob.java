package dev.sliderule.spark;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.sliderule.common.EndOfTopic;
import dev.sliderule.common.ExitCode;
import dev.sliderule.launcher.EmbeddedBroker;
import dev.sliderule.pipeline.write.ResultKey;
import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.pipeline.write.ResultRowJson;
import dev.sliderule.pipeline.write.WriteDeadLetters;
import dev.sliderule.testing.KafkaTopics;
import dev.sliderule.testing.WindowOracle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.joda.time.Duration;

/** One topic and the jobs that count it, one after the other, as processes. */
final class RestartedJob implements AutoCloseable {
  private static final Duration PATIENCE = Duration.standardMinutes(3);

  private final EmbeddedBroker broker;
  private final KafkaTopics topics;
  private final String topic;
  private final Path logs;
  private String furtherOutputs = "";
  private int starts;
  private SparkProcess process;

  /**
   * Makes the topics.
   *
   * @param logs directory for what the processes say
   */
  RestartedJob(EmbeddedBroker broker, KafkaTopics topics, String topic, Path logs)
      throws Exception {
    this.broker = broker;
    this.topics = topics;
    this.topic = topic;
    this.logs = logs;
    topics.create(topic, PacedRecords.PARTITIONS);
    topics.create(rowsTopic(), 1);
    topics.create(deadLetterTopic(), 1);
  }

  private String rowsTopic() {
    return topic + "-rows";
  }

  private String deadLetterTopic() {
    return topic + "-dead-letter";
  }

  /** Lets the jobs write their rows to files as well. */
  RestartedJob withFiles(Path directory) {
    furtherOutputs = ",jsonl:" + directory;
    return this;
  }

  /** Starts the job, with options that come before those that it has otherwise. */
  SparkProcess start(String... options) throws IOException {
    List<String> args = new ArrayList<>(Arrays.asList(options));
    args.add("--bootstrapServers=" + broker.bootstrapServers());
    args.add("--topic=" + topic);
    args.add("--output=kafka:" + rowsTopic() + furtherOutputs);
    PacedRecords.OPTIONS.stream()
        .filter(option -> args.stream().noneMatch(arg -> arg.startsWith(name(option))))
        .forEach(args::add);
    starts++;
    process = SparkProcess.start(logs.resolve("err-" + starts), args);
    return process;
  }

  private static String name(String option) {
    return option.substring(0, option.indexOf('=') + 1);
  }

  /** How many rows have been written, by all jobs. */
  int rowsWritten() {
    return topics.readAll(rowsTopic()).size();
  }

  /** Waits until so many rows have been written, by all jobs, or the running one has ended. */
  void awaitRows(int enough) {
    await(() -> rowsWritten() >= enough || !process.isAlive());
  }

  /** Waits for rows as {@link #awaitRows}, or until all records have been written. */
  void awaitRowsOrWritten(int enough, PacedRecords records) {
    await(() -> rowsWritten() >= enough || !process.isAlive() || records.isDone());
  }

  /** Waits until so many records have been written. */
  void awaitWritten(PacedRecords records, int enough) {
    await(() -> records.written() >= enough);
  }

  /** Waits until all records have been written. */
  void await(PacedRecords records) {
    await(records::isDone);
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(PATIENCE.getMillis(), TimeUnit.MILLISECONDS)
        .pollInterval(500, TimeUnit.MILLISECONDS)
        .until(condition);
  }

  /** Says that there is no more input, for the time being: a job that starts forgets it. */
  private void announceEnd() {
    EndOfTopic.announce(broker.bootstrapServers(), Map.of(), "sliderule-" + topic, topic);
  }

  /** Ends the input until so many rows have been written, by all jobs, or the running one ends. */
  void awaitRowsOrEnd(int enough) {
    await(
        () -> {
          announceEnd();
          return rowsWritten() >= enough || !process.isAlive();
        });
  }

  /** Ends the input until the running job has learnt of it and ended well. */
  void awaitEnd() throws IOException {
    await(
        () -> {
          announceEnd();
          return !process.isAlive();
        });
    assertThat(String.join("\n", process.errorLines()), process.exitCode(), is(ExitCode.OK));
  }

  /**
   * What is wrong with the rows, one line for each window and group, with all rows it ever had. The
   * row that counts is the last one by revision, and by offset too.
   */
  List<String> wrongRows(Map<ResultKey, String> expected) throws IOException {
    Map<ResultKey, List<ResultRow>> written = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : topics.readAll(rowsTopic())) {
      ResultRow row = ResultRowJson.parse(record.value());
      written.computeIfAbsent(row.key(), key -> new ArrayList<>()).add(row);
    }
    Set<ResultKey> keys = new TreeSet<>(expected.keySet());
    keys.addAll(written.keySet());
    List<String> wrong = new ArrayList<>();
    for (ResultKey key : keys) {
      List<ResultRow> rows = written.getOrDefault(key, List.of());
      String highest = WindowOracle.finalRows(rows).get(key);
      String last = rows.isEmpty() ? null : WindowOracle.describe(rows.get(rows.size() - 1));
      if (!Objects.equals(highest, expected.get(key)) || !Objects.equals(highest, last)) {
        wrong.add(
            String.format(
                "%s: expected %s, but was %s",
                key,
                expected.get(key),
                rows.stream()
                    .map(r -> r.revision() + " " + r.pane() + " " + WindowOracle.describe(r))
                    .collect(Collectors.toList())));
      }
    }
    return wrong;
  }

  /** Where the records were that are in the dead-letter topic. */
  Set<String> deadLetters() {
    Set<String> places = new TreeSet<>();
    for (ConsumerRecord<byte[], byte[]> record : topics.readAll(deadLetterTopic())) {
      places.add(
          PacedRecords.place(
              header(record, WriteDeadLetters.TOPIC),
              Integer.parseInt(header(record, WriteDeadLetters.PARTITION)),
              Long.parseLong(header(record, WriteDeadLetters.OFFSET))));
    }
    return places;
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
