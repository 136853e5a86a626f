package dev.sliderule.common;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.sliderule.launcher.EmbeddedBroker;
import dev.sliderule.testing.KafkaTopics;
import dev.sliderule.testing.Waits;
import java.util.Map;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class GroupOffsetsTest {
  /** Else an open transaction looks like a backlog that a job does not read. */
  @Test
  void aTopicEndsForAReaderOfCommittedRecordsWhereATransactionIsOpen() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        KafkaTopics topics = new KafkaTopics(broker.bootstrapServers());
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of(
                    "bootstrap.servers",
                    broker.bootstrapServers(),
                    "transactional.id",
                    "open",
                    "max.block.ms",
                    "60000"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      topics.create("clicks", 1);
      topics.send("clicks", 0, "k", "before");
      producer.initTransactions();
      producer.beginTransaction();
      Waits.get("the record", producer.send(new ProducerRecord<>("clicks", 0, null, new byte[1])));

      assertThat(end(broker, Map.of()), is(Map.of(0, 2L)));
      assertThat(end(broker, Map.of("isolation.level", "read_committed")), is(Map.of(0, 1L)));
      producer.abortTransaction();
    }
  }

  private static Map<Integer, Long> end(EmbeddedBroker broker, Map<String, Object> config) {
    try (GroupOffsets offsets = GroupOffsets.of(broker.bootstrapServers(), config, "clicks")) {
      return offsets.list(1, OffsetSpec.latest());
    }
  }
}
