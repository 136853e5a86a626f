package dev.sliderule.spark;

import dev.sliderule.pipeline.write.ResultKey;
import dev.sliderule.testing.KafkaTopics;
import dev.sliderule.testing.WindowOracle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.joda.time.Duration;

/**
 * Records for the four partitions of a topic, written bit by bit while jobs come and go. Most are
 * in one partition, another partition is ahead of the rest; event times are out of order, some of
 * them late but not too late; some records are malformed.
 */
final class PacedRecords implements AutoCloseable {
  static final int PARTITIONS = 4;
  static final Duration WINDOW_SIZE = Duration.standardSeconds(10);
  static final Duration WINDOW_PERIOD = Duration.standardSeconds(5);
  static final Duration LATENESS = Duration.standardSeconds(10);

  /** How to count them: with these, all rows are exact, and no record is too late. */
  static final List<String> OPTIONS =
      List.of(
          "--estimator=EXACT",
          "--groupBy=page",
          "--windowSize=10s",
          "--windowPeriod=5s",
          "--allowedLateness=10s",
          "--maxOutOfOrderness=2s",
          "--idleTimeout=1h");

  private static final long HISTORY = 1_700_000_000_000L;
  private static final int STEP_MILLIS = 40;
  private static final int RECORDS_AT_ONCE = 5;

  private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
  private final KafkaTopics topics;
  private final String topic;
  private final Random random;
  private final int count;
  private final List<WindowOracle.Input> inputs = new ArrayList<>();
  private final Set<String> malformed = new TreeSet<>();
  private ScheduledFuture<?> writing;
  private final AtomicInteger written = new AtomicInteger();

  PacedRecords(KafkaTopics topics, String topic, int count, long seed) {
    this.topics = topics;
    this.topic = topic;
    this.count = count;
    this.random = new Random(seed);
  }

  /** Writes them all, evenly over a time, away from this thread. */
  void writeDuring(Duration time) {
    long periodMicros = time.getMillis() * 1_000L * RECORDS_AT_ONCE / count;
    writing = writer.scheduleAtFixedRate(this::writeSome, 0, periodMicros, TimeUnit.MICROSECONDS);
  }

  /** How many have been written. */
  int written() {
    return written.get();
  }

  boolean isDone() {
    if (!writing.isDone()) {
      return false;
    }
    if (!writing.isCancelled()) {
      // It never ends by itself but by an exception.
      try {
        writing.get();
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
    return true;
  }

  private void writeSome() {
    for (int i = 0; i < RECORDS_AT_ONCE && written.get() < count; i++) {
      write(written.get());
      written.incrementAndGet();
    }
    if (written.get() >= count) {
      writing.cancel(false);
    }
  }

  private void write(int index) {
    int partition = partition(random.nextInt(100));
    if (random.nextInt(100) < 3) {
      String value = random.nextBoolean() ? "{\"producer_timestamp\":17000" : "{\"page\":\"p1\"}";
      long offset = topics.send(topic, partition, "k", value);
      malformed.add(place(topic, partition, offset));
      return;
    }
    long late = random.nextInt(10) == 0 ? 2_000 + random.nextInt(6_000) : random.nextInt(2_000);
    long time = HISTORY + (long) index * STEP_MILLIS + (partition == 1 ? 20_000 : 0) - late;
    String user = "u" + random.nextInt(200);
    String page = "p" + random.nextInt(3);
    int amount = random.nextInt(100);
    inputs.add(
        new WindowOracle.Input(
            time, user, "" + amount, (long) index, List.of("all", "page=" + page)));
    topics.send(
        topic,
        partition,
        user,
        String.format(
            "{\"producer_timestamp\":%d,\"customer_id\":\"%s\",\"final_amount\":%d,"
                + "\"batch_number\":%d,\"page\":\"%s\"}",
            time, user, amount, index, page));
  }

  private static int partition(int percent) {
    if (percent < 60) {
      return 0;
    }
    return percent < 80 ? 1 : percent < 95 ? 2 : 3;
  }

  /** What the final rows must be; to be asked when all is written. */
  Map<ResultKey, String> expectedRows() {
    return new WindowOracle(WINDOW_SIZE, WINDOW_PERIOD, Duration.ZERO, LATENESS).rows(inputs);
  }

  /** Where the malformed records are, in the words of {@link #place}. */
  Set<String> malformed() {
    return malformed;
  }

  static String place(String topic, int partition, long offset) {
    return topic + "-" + partition + "@" + offset;
  }

  @Override
  public void close() {
    writer.shutdownNow();
  }
}
