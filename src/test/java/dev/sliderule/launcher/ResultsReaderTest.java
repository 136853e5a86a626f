package dev.sliderule.launcher;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.common.JobFailedException;
import dev.sliderule.common.KafkaAccess;
import dev.sliderule.pipeline.write.ResultRow;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ResultsReaderTest {
  private static EmbeddedBroker broker;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void laterRowsReplaceEarlierOnesOfTheSameKey() throws Exception {
    createTopic("upserts");
    ResultRow first = Rows.at(0).build();
    ResultRow second = Rows.at(5).build();
    ResultRow corrected =
        Rows.at(0).setRecords(101).setPane(ResultRow.Pane.LATE).setRevision(1).build();
    try (RowsTopic rows = RowsTopic.open(broker.bootstrapServers(), "upserts");
        ResultsReader reader = open("upserts")) {
      assertThat(reader.isAtEnd(), is(true));
      rows.write(second);
      rows.write(first);
      assertThat(reader.isAtEnd(), is(false));
      readToEnd(reader);
      assertThat(reader.latest(), contains(first, second));

      rows.write(corrected);
      readToEnd(reader);
      assertThat(reader.latest(), contains(corrected, second));
    }
  }

  @Test
  void rowsOfAnEarlierRunAreNotRead() throws Exception {
    createTopic("twice");
    try (RowsTopic rows = RowsTopic.open(broker.bootstrapServers(), "twice")) {
      rows.write(Rows.at(0).build());
      try (ResultsReader reader = open("twice")) {
        assertThat(reader.isAtEnd(), is(true));
        assertThat(reader.poll(), is(empty()));
        rows.write(Rows.at(5).build());
        readToEnd(reader);
        assertThat(reader.latest(), contains(Rows.at(5).build()));
      }
    }
  }

  @Test
  void somethingElseThanARowIsNamedWithItsPlace() throws Exception {
    createTopic("foreign");
    try (RowsTopic rows = RowsTopic.open(broker.bootstrapServers(), "foreign");
        ResultsReader reader = open("foreign")) {
      rows.writeText("not a row");
      JobFailedException e = assertThrows(JobFailedException.class, () -> readToEnd(reader));
      assertThat(
          e.getMessage(),
          containsString("topic foreign has something else than result rows at offset 0"));
    }
  }

  private static void createTopic(String topic) {
    try (KafkaAccess kafka = KafkaAccess.connect(broker.bootstrapServers(), Map.of())) {
      kafka.createTopicIfMissing("topic", topic, 1, Map.of("cleanup.policy", "compact"));
    }
  }

  private static ResultsReader open(String topic) {
    return ResultsReader.open(broker.bootstrapServers(), topic, Map.of());
  }

  private static void readToEnd(ResultsReader reader) {
    await()
        .pollInSameThread()
        .until(
            () -> {
              reader.poll();
              return reader.isAtEnd();
            });
  }
}
