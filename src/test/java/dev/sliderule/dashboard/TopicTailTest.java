package dev.sliderule.dashboard;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.sliderule.launcher.EmbeddedBroker;
import dev.sliderule.testing.KafkaTopics;
import dev.sliderule.testing.LogLines;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TopicTailTest {
  @Test
  void goesOnAfterARecordThatCannotBeShown() throws Exception {
    BlockingQueue<String> shown = new LinkedBlockingQueue<>();
    BlockingQueue<String> failed = new LinkedBlockingQueue<>();
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        KafkaTopics topics = new KafkaTopics(broker.bootstrapServers());
        LogLines log = LogLines.of(TopicTail.class)) {
      topics.create("rows", 1);
      topics.send("rows", 0, "k", "bad");
      try (TopicTail tail =
          TopicTail.start(
              DashboardSettings.of(broker.bootstrapServers(), "rows").build(),
              "rows",
              10,
              record -> {
                String value = new String(record.value(), StandardCharsets.UTF_8);
                if (value.equals("bad")) {
                  failed.add(value);
                  throw new IllegalStateException("injected");
                }
                shown.add(value);
              })) {
        assertThat(failed.poll(1, TimeUnit.MINUTES), is("bad"));
        topics.send("rows", 0, "k", "good");
        assertThat(shown.poll(1, TimeUnit.MINUTES), is("good"));
        assertThat(tail.state(), not(TopicState.UNREACHABLE));
        assertThat(
            log.warnings(),
            contains(containsString("topic rows are not shown: IllegalStateException: injected")));
      }
    }
  }
}
