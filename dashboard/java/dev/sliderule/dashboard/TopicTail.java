package dev.sliderule.dashboard;

import dev.sliderule.common.Command;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows all partitions of a topic in a thread of its own, without a consumer group. A topic that
 * is not there yet is waited for; so is a broker that has gone away.
 */
final class TopicTail implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration ANSWER = Duration.ofSeconds(3);
  private static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long PAUSE_MILLIS = 500;

  private final String topic;
  private final long last;
  private final Consumer<ConsumerRecord<byte[], byte[]>> sink;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile TopicState state = TopicState.CONNECTING;
  private long probedAt;

  private TopicTail(
      KafkaConsumer<byte[], byte[]> consumer,
      String topic,
      long last,
      Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    this.consumer = consumer;
    this.topic = topic;
    this.last = last;
    this.sink = sink;
    thread = new Thread(this::run, "page-" + topic);
    thread.setDaemon(true);
  }

  /**
   * Starts to follow.
   *
   * @param last how many records of each partition to read that are there already
   * @param sink gets each record, in the order of its partition, in the thread that reads
   */
  static TopicTail start(
      DashboardSettings settings,
      String topic,
      long last,
      Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    Map<String, Object> config = new HashMap<>(settings.clientConfig());
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000);
    TopicTail tail =
        new TopicTail(
            new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
            topic,
            last,
            sink);
    tail.thread.start();
    return tail;
  }

  TopicState state() {
    return state;
  }

  private void run() {
    try {
      while (closing.getCount() > 0) {
        try {
          step();
        } catch (WakeupException e) {
          return;
        } catch (KafkaException e) {
          LOG.debug("Topic {} cannot be read: {}", topic, Command.rootMessage(e));
          state = TopicState.UNREACHABLE;
          pause();
        } catch (RuntimeException e) {
          // What was polled is passed over; the page goes on with what comes next.
          LOG.warn("Records of topic {} are not shown: {}", topic, Command.rootMessage(e));
          LOG.debug("Records of topic {} are not shown", topic, e);
          pause();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      consumer.close(Duration.ofSeconds(1));
    }
  }

  private void step() throws InterruptedException {
    if (consumer.assignment().isEmpty()) {
      List<TopicPartition> partitions = partitions();
      if (partitions.isEmpty()) {
        state = TopicState.WAITING;
        pause();
        return;
      }
      assign(partitions);
    }
    consumer.poll(POLL).forEach(sink);
    probe();
  }

  private List<TopicPartition> partitions() {
    return consumer.partitionsFor(topic, ANSWER).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .collect(Collectors.toList());
  }

  private void assign(List<TopicPartition> partitions) {
    Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions, ANSWER);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER);
    consumer.assign(partitions);
    starts.forEach(
        (partition, start) ->
            consumer.seek(partition, Math.max(start, ends.get(partition) - last)));
  }

  /** A poll says nothing of a broker that is away, so it is asked for something. */
  private void probe() {
    if (state == TopicState.READING && System.nanoTime() - probedAt < PROBE_NANOS) {
      return;
    }
    consumer.endOffsets(consumer.assignment(), ANSWER);
    state = TopicState.READING;
    probedAt = System.nanoTime();
  }

  private void pause() throws InterruptedException {
    closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    closing.countDown();
    consumer.wakeup();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
