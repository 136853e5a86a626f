package dev.sliderule.pipeline.read;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.sliderule.common.GroupOffsets;
import dev.sliderule.launcher.EmbeddedBroker;
import dev.sliderule.pipeline.event.EventFields;
import dev.sliderule.pipeline.event.Projection;
import dev.sliderule.pipeline.resume.ResumePoint;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import dev.sliderule.testing.KafkaTopics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.io.kafka.KafkaCheckpointMark;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.joda.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What happens when a runner opens a reader anew, and only then closes the one before. */
class AlignedKafkaSourceTest {
  private static final PipelineOptions OPTIONS = PipelineOptionsFactory.create();

  private static EmbeddedBroker broker;
  private static KafkaTopics topics;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = EmbeddedBroker.start();
    topics = new KafkaTopics(broker.bootstrapServers());
    topics.create("clicks", 2);
    for (int i = 0; i < 6; i++) {
      topics.send("clicks", i % 2, null, "{\"at\":" + (1_700_000_000 + i) + "}");
    }
  }

  @AfterAll
  static void stopBroker() {
    topics.close();
    broker.close();
  }

  @Test
  void goesOnWithTheReaderThatIsThere() throws Exception {
    AlignedKafkaSource source = source("goes-on");
    AlignedKafkaReader first = source.createReader(OPTIONS, null);
    List<String> read = read(first, first.start(), 2);
    AlignedKafkaReader second = source("goes-on").createReader(OPTIONS, copy(source, first));
    assertThat("has given away its own", first.handOver(), is(Optional.empty()));
    first.close();
    read.addAll(read(second, second.start(), 4));
    assertThat(read.stream().distinct().count(), is(6L));
    second.close();
  }

  @Test
  void goesOnWithAReaderThatHasBeenLeft() throws Exception {
    AlignedKafkaSource source = source("left");
    AlignedKafkaReader first = source.createReader(OPTIONS, null);
    List<String> read = read(first, first.start(), 2);
    KafkaCheckpointMark mark = copy(source, first);
    first.close();
    AlignedKafkaReader second = source.createReader(OPTIONS, mark);
    assertThat("has given away its own", first.handOver(), is(Optional.empty()));
    read.addAll(read(second, second.start(), 4));
    assertThat(read.stream().distinct().count(), is(6L));
    second.close();
    WatermarkExchange.close(source.settings());
    assertThat("is disconnected with the job", second.handOver(), is(Optional.empty()));
  }

  @Test
  void doesNotGoOnWithAReaderThatIsClosed() throws Exception {
    AlignedKafkaSource source = source("closed");
    AlignedKafkaReader first = source.createReader(OPTIONS, null);
    List<String> read = read(first, first.start(), 2);
    KafkaCheckpointMark mark = copy(source, first);
    first.disconnect();
    // As if another thread did that just now.
    OpenReaders.add(first);
    AlignedKafkaReader second = source.createReader(OPTIONS, mark);
    read.addAll(read(second, second.start(), 4));
    assertThat(read.stream().distinct().count(), is(6L));
    second.close();
  }

  @Test
  void opensAnotherReaderWhereItIsSomewhereElse() throws Exception {
    AlignedKafkaSource source = source("elsewhere");
    AlignedKafkaReader first = source.createReader(OPTIONS, null);
    List<String> read = read(first, first.start(), 2);
    KafkaCheckpointMark mark = copy(source, first);
    read(first, first.advance(), 1);
    AlignedKafkaReader second = source.createReader(OPTIONS, mark);
    read.addAll(read(second, second.start(), 4));
    assertThat("has its own", first.handOver().isPresent(), is(true));
    assertThat(read.stream().distinct().count(), is(6L));
    second.close();
  }

  /** Reads some records, waiting for them if need be. */
  private static List<String> read(AlignedKafkaReader reader, boolean hasRecord, int number) {
    List<String> read = new ArrayList<>();
    if (hasRecord) {
      read.add(place(reader.getCurrent()));
    }
    while (read.size() < number) {
      await().until(reader::advance);
      read.add(place(reader.getCurrent()));
    }
    return read;
  }

  private static String place(KafkaRecord<byte[], Projection> record) {
    return record.getPartition() + ":" + record.getOffset();
  }

  private static KafkaCheckpointMark copy(AlignedKafkaSource source, AlignedKafkaReader reader)
      throws IOException {
    return CoderUtils.clone(source.getCheckpointMarkCoder(), reader.getCheckpointMark());
  }

  private static AlignedKafkaSource source(String job) {
    try (GroupOffsets offsets = GroupOffsets.of(broker.bootstrapServers(), Map.of(), "clicks")) {
      offsets.commit(job, Map.of(0, new OffsetAndMetadata(0), 1, new OffsetAndMetadata(0)));
    }
    return AlignedKafkaSource.of(
        ReadSettings.builder()
            .setBootstrapServers(broker.bootstrapServers())
            .setTopic("clicks")
            .setFields(
                EventFields.builder()
                    .setEventTime("at")
                    .setUnique("u")
                    .setMaxFutureSkew(Duration.standardHours(1))
                    .build())
            .setMaxOutOfOrderness(Duration.ZERO)
            .setIdleTimeout(Duration.standardSeconds(5))
            .setAligned(
                AlignedReading.builder()
                    .setWatermarkInEffect(() -> BoundedWindow.TIMESTAMP_MIN_VALUE)
                    .setJob(job)
                    .setConsumerGroup(job)
                    .setPartitions(2)
                    .setAcrossProcesses(false)
                    .setWindows(
                        SlidingWindowSpec.builder()
                            .setSize(Duration.standardSeconds(10))
                            .setPeriod(Duration.standardSeconds(5))
                            .build())
                    .setStart(ResumePoint.fresh(0, Map.of()))
                    .build())
            .build());
  }
}
