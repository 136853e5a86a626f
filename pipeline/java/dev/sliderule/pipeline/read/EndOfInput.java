package dev.sliderule.pipeline.read;

import dev.sliderule.common.EndOfTopic;
import dev.sliderule.common.GroupOffsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.annotation.Nullable;
import org.joda.time.Instant;

/**
 * Announcements, within this JVM, that a topic will get no more records. Readers that have then
 * caught up tell the runner that they are done. Static, because the runner serializes everything
 * that it hands to a reader.
 */
public final class EndOfInput {
  private static final ConcurrentMap<String, Instant> ANNOUNCED = new ConcurrentHashMap<>();

  private EndOfInput() {}

  /** Says that what is in the topic at {@code time} is all there will be. */
  public static void announce(String bootstrapServers, String topic, Instant time) {
    ANNOUNCED.put(key(bootstrapServers, topic), time);
  }

  /** Takes back what has been announced, for a job that is about to start. */
  public static void forget(String bootstrapServers, String topic) {
    ANNOUNCED.remove(key(bootstrapServers, topic));
  }

  /** When the end was announced; null if it was not. */
  @Nullable
  static Instant announcedAt(String bootstrapServers, String topic) {
    return ANNOUNCED.get(key(bootstrapServers, topic));
  }

  /** Passes on, within this JVM, what has been announced to the group of a job. */
  static void learnFromGroup(GroupOffsets offsets, ReadSettings settings) {
    String bootstrapServers = settings.bootstrapServers();
    if (announcedAt(bootstrapServers, settings.topic()) == null
        && EndOfTopic.isAnnounced(offsets, settings.start().consumerGroup())) {
      announce(bootstrapServers, settings.topic(), Instant.now());
    }
  }

  private static String key(String bootstrapServers, String topic) {
    return bootstrapServers + "/" + topic;
  }
}
