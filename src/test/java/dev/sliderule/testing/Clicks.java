package dev.sliderule.testing;

import dev.sliderule.pipeline.write.ResultKey;
import dev.sliderule.pipeline.write.ResultRow;
import dev.sliderule.pipeline.write.ResultRowJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.joda.time.Duration;

/** A topic of made-up clicks with a history, and what counting them must give. */
public final class Clicks {
  private static final long HISTORY = 1_700_000_000_000L;
  private static final Duration SIZE = Duration.standardSeconds(12);
  private static final Duration PERIOD = Duration.standardSeconds(5);

  private final KafkaTopics topics;
  private final String topic;
  private final List<WindowOracle.Input> inputs = new ArrayList<>();

  private Clicks(KafkaTopics topics, String topic) {
    this.topics = topics;
    this.topic = topic;
  }

  /**
   * Makes a topic and writes clicks to it, 20 ms of event time apart, round the partitions but for
   * the last, which stays empty; the second one is a minute ahead of the others.
   */
  public static Clicks write(KafkaTopics topics, String topic, int partitions, int records)
      throws Exception {
    topics.create(topic, partitions);
    Clicks clicks = new Clicks(topics, topic);
    Random random = new Random(1);
    for (int i = 0; i < records; i++) {
      clicks.send(i % (partitions - 1), i, random.nextInt(300), random.nextInt(3));
    }
    return clicks;
  }

  private void send(int partition, int number, int user, int page) {
    long time = HISTORY + number * 20L + (partition == 1 ? 60_000 : 0);
    String price = Integer.toString(number % 100);
    inputs.add(
        new WindowOracle.Input(
            time, "u" + user, price, (long) number, List.of("all", "page=p" + page)));
    topics.send(
        topic,
        partition,
        null,
        String.format(
            "{\"at\":%d,\"user\":\"u%d\",\"price\":%s,\"n\":%d,\"page\":\"p%d\"}",
            time, user, price, number, page));
  }

  /** The options of a job that counts the clicks into the topic of {@link #rows}. */
  public List<String> options() {
    return List.of(
        "--topic=" + topic,
        "--output=kafka",
        "--eventTimeField=at",
        "--uniqueField=user",
        "--amountField=price",
        "--sequenceField=n",
        "--groupBy=page",
        "--windowSize=" + SIZE.getStandardSeconds() + "s",
        "--windowPeriod=" + PERIOD.getStandardSeconds() + "s");
  }

  /** What the windows must say in the end, by window and group, in the oracle's words. */
  public Map<ResultKey, String> expectedRows() {
    return new WindowOracle(SIZE, PERIOD).rows(inputs);
  }

  /** What the windows say by now, in the oracle's words. */
  public Map<ResultKey, String> rows() {
    List<ResultRow> rows = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : topics.readAll(topic + "-results")) {
      try {
        rows.add(ResultRowJson.parse(record.value()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return WindowOracle.finalRows(rows);
  }
}
