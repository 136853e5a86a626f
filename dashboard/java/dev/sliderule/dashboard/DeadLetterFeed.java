package dev.sliderule.dashboard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The last dead letters of a topic. Safe for several threads. */
final class DeadLetterFeed implements AutoCloseable {
  private static final int KEPT = 50;

  private final Deque<DeadLetter> letters = new ArrayDeque<>();
  private long version;
  private final TopicTail tail;

  private DeadLetterFeed(DashboardSettings settings, String topic) {
    tail = TopicTail.start(settings, topic, KEPT, this::accept);
  }

  static DeadLetterFeed start(DashboardSettings settings, String topic) {
    return new DeadLetterFeed(settings, topic);
  }

  private synchronized void accept(ConsumerRecord<byte[], byte[]> record) {
    letters.addFirst(DeadLetter.of(record));
    if (letters.size() > KEPT) {
      letters.removeLast();
    }
    version++;
  }

  /** A number that grows with each letter. */
  synchronized long version() {
    return version;
  }

  /** The last letters, the latest first. */
  synchronized List<DeadLetter> latest() {
    return new ArrayList<>(letters);
  }

  @Override
  public void close() {
    tail.close();
  }
}
