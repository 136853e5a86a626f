package dev.sliderule.common;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.launcher.EmbeddedBroker;
import dev.sliderule.testing.KafkaTopics;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The end of a topic, beside other applications whose groups are called as ours are. */
class EndOfTopicTest {
  private static final Map<Integer, OffsetAndMetadata> THEIRS = Map.of(0, new OffsetAndMetadata(7));

  private static EmbeddedBroker broker;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = EmbeddedBroker.start();
    try (KafkaTopics topics = new KafkaTopics(broker.bootstrapServers())) {
      topics.create("clicks", 1);
      topics.create("orders", 1);
    }
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  private static GroupOffsets offsets(String topic) {
    return GroupOffsets.of(broker.bootstrapServers(), Map.of(), topic);
  }

  private static void announce(String group) {
    EndOfTopic.announce(broker.bootstrapServers(), Map.of(), group, "clicks");
  }

  @Test
  void isForgottenAndWhatTheGroupHasElsewhereStays() {
    try (GroupOffsets clicks = offsets("clicks");
        GroupOffsets orders = offsets("orders")) {
      orders.commit("ours-end", THEIRS);
      announce("ours");
      assertThat(EndOfTopic.isAnnounced(clicks, "ours"), is(true));

      EndOfTopic.forget(clicks, "ours");

      assertThat(EndOfTopic.isAnnounced(clicks, "ours"), is(false));
      assertThat(orders.read("ours-end"), is(THEIRS));
    }
  }

  @Test
  void groupOfSomebodyElseIsNoAnnouncementAndStays() {
    try (GroupOffsets clicks = offsets("clicks")) {
      clicks.commit("theirs-end", THEIRS);

      assertThat(EndOfTopic.isAnnounced(clicks, "theirs"), is(false));
      EndOfTopic.forget(clicks, "theirs");
      JobFailedException e = assertThrows(JobFailedException.class, () -> announce("theirs"));

      assertThat(
          e.getMessage(), containsString("another application keeps its offsets as theirs-end"));
      assertThat(clicks.read("theirs-end"), is(THEIRS));
    }
  }
}
