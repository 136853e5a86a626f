package dev.sliderule.bench.streams;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;

/**
 * Lets an end pass when all partitions have come to theirs: partitions are read at different
 * speeds, and the time of an end closes all windows. It passes for longer than Kafka Streams waits
 * between one look for closed windows and the next.
 */
final class HoldEnds extends ContextualFixedKeyProcessor<String, Share, Share> {
  private static final Duration INTERVAL = Duration.ofMillis(100);

  /** Looks are a second apart. */
  private static final int PASSES = 15;

  private final int partitions;
  private final Runnable done;
  private final Set<String> ended = new HashSet<>();
  private int passes;

  /**
   * A processor.
   *
   * @param partitions of the topic of events
   * @param done is called when all windows of this task are out
   */
  HoldEnds(int partitions, Runnable done) {
    this.partitions = partitions;
    this.done = done;
  }

  @Override
  public void process(FixedKeyRecord<String, Share> record) {
    if (!record.key().equals(ShareOut.END)) {
      context().forward(record);
    } else if (ended.add(record.value().customer()) && ended.size() == partitions) {
      Cancellable[] passing = new Cancellable[1];
      passing[0] =
          context()
              .schedule(
                  INTERVAL, PunctuationType.WALL_CLOCK_TIME, time -> pass(record, passing[0]));
    }
  }

  private void pass(FixedKeyRecord<String, Share> end, Cancellable passing) {
    context().forward(end);
    passes++;
    if (passes == PASSES) {
      passing.cancel();
      done.run();
    }
  }
}
