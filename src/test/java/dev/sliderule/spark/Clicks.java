package dev.sliderule.spark;

import dev.sliderule.testing.KafkaTopics;
import dev.sliderule.testing.WindowOracle;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A topic of clicks with skewed keys, and what an oracle must know of them. */
final class Clicks {
  private final KafkaTopics topics;
  private final String topic;
  private final Random random = new Random(7);
  private final List<WindowOracle.Input> inputs = new ArrayList<>();
  private long malformed;

  private Clicks(KafkaTopics topics, String topic) {
    this.topics = topics;
    this.topic = topic;
  }

  static Clicks create(KafkaTopics topics, String topic, int partitions) throws Exception {
    topics.create(topic, partitions);
    return new Clicks(topics, topic);
  }

  /** A click that is in time. */
  void send(int partition, long time) {
    send(partition, time, Long.MIN_VALUE);
  }

  /** A click that a job reads when its watermark has got to {@code watermark}. */
  void send(int partition, long time, long watermark) {
    int user = random.nextInt(1 + random.nextInt(300));
    String page = random.nextInt(5) == 0 ? null : "p" + random.nextInt(3);
    String price = random.nextInt(20) == 0 ? null : random.nextInt(10_000) / 100.0 + "";
    long n = inputs.size();
    topics.send(
        topic,
        partition,
        "u" + user,
        String.format(
            "{\"at\":%d,\"user\":\"u%d\",\"price\":%s,\"n\":%d,\"page\":%s}",
            time, user, price, n, page == null ? "null" : "\"" + page + "\""));
    List<String> groups = List.of("all", "page=" + (page == null ? "(missing)" : page));
    inputs.add(new WindowOracle.Input(time, "u" + user, price, n, groups, watermark));
  }

  void sendMalformed(int partition) {
    topics.send(topic, partition, null, "{\"at\":\"soon\",\"user\":\"u1\"}");
    malformed++;
  }

  String topic() {
    return topic;
  }

  List<WindowOracle.Input> inputs() {
    return inputs;
  }

  long malformed() {
    return malformed;
  }

  /** How many records were sent. */
  long size() {
    return inputs.size() + malformed;
  }
}
