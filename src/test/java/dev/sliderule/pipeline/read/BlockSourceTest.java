package dev.sliderule.pipeline.read;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.is;

import dev.sliderule.common.EndOfTopic;
import dev.sliderule.launcher.EmbeddedBroker;
import dev.sliderule.pipeline.count.Estimator;
import dev.sliderule.pipeline.event.EventFields;
import dev.sliderule.pipeline.resume.ResumePoint;
import dev.sliderule.pipeline.windows.SlidingWindowSpec;
import dev.sliderule.pipeline.windows.Span;
import dev.sliderule.testing.KafkaTopics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.beam.sdk.io.kafka.KafkaCheckpointMark;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two partitions with three records each. */
class BlockSourceTest {
  private static final PipelineOptions OPTIONS = PipelineOptionsFactory.create();
  private static final long FIRST_SECOND = 1_700_000_000;

  private static EmbeddedBroker broker;
  private static KafkaTopics topics;

  private final String job = UUID.randomUUID().toString();
  private Map<Integer, Long> starts = Map.of(0, 0L, 1, 0L);

  @BeforeAll
  static void startBroker() throws Exception {
    broker = EmbeddedBroker.start();
    topics = new KafkaTopics(broker.bootstrapServers());
    topics.create("clicks", 2);
    for (int i = 0; i < 6; i++) {
      topics.send("clicks", i % 2, null, "{\"at\":" + (FIRST_SECOND + i) + "}");
    }
  }

  @AfterAll
  static void stopBroker() {
    topics.close();
    broker.close();
  }

  @AfterEach
  void forgetJob() {
    KafkaPartitions.close(source(1).settings());
    EndOfInput.forget(broker.bootstrapServers(), "clicks");
  }

  // Splitting.

  @Test
  void sharesOutPartitionsAndCapacity() {
    starts = IntStream.range(0, 5).boxed().collect(Collectors.toMap(p -> p, p -> 0L));
    assertThat(shares(100, 1), is("[0, 1, 2, 3, 4] 100"));
    assertThat(shares(100, 2), is("[0, 2, 4] 50, [1, 3] 50"));
    assertThat(shares(100, 5), is("[0] 20, [1] 20, [2] 20, [3] 20, [4] 20"));
    assertThat("no split without a partition", shares(100, 64), is(shares(100, 5)));
    assertThat("no block without a record", shares(2, 3), is("[0, 3] 1, [1, 4] 1, [2] 1"));
  }

  private String shares(int capacity, int splits) {
    return source(capacity).split(splits, OPTIONS).stream()
        .map(share -> share.partitions() + " " + share.capacity())
        .collect(Collectors.joining(", "));
  }

  // Where reading starts.

  @Test
  void startsAtThePositionsOfTheJob() throws Exception {
    starts = Map.of(0, 1L, 1, 2L);
    BlockReader reader = source(1).createReader(OPTIONS, null);
    assertThat(read(reader, reader.start(), 3), containsInAnyOrder("0:1-2", "0:2-3", "1:2-3"));
    reader.close();
  }

  @Test
  void eachSplitReadsItsPartition() throws Exception {
    List<String> read = new ArrayList<>();
    for (BlockSource split : source(2).split(2, OPTIONS)) {
      BlockReader reader = split.createReader(OPTIONS, null);
      read.addAll(read(reader, reader.start(), 3));
      reader.close();
    }
    assertThat(read, containsInAnyOrder("0:0-1", "0:1-2", "0:2-3", "1:0-1", "1:1-2", "1:2-3"));
  }

  // When a runner opens a reader anew, and only then closes the one before.

  @Test
  void goesOnWithTheReaderThatIsThere() throws Exception {
    BlockSource source = source(1);
    BlockReader first = source.createReader(OPTIONS, null);
    List<String> read = read(first, first.start(), 2);
    BlockReader second = source(1).createReader(OPTIONS, copy(source, first));
    assertThat("has given away its own", first.handOver(), is(Optional.empty()));
    first.close();
    read.addAll(read(second, second.start(), 4));
    assertReadOnce(read);
    second.close();
  }

  @Test
  void goesOnWithAReaderThatHasBeenLeft() throws Exception {
    BlockSource source = source(1);
    BlockReader first = source.createReader(OPTIONS, null);
    List<String> read = read(first, first.start(), 2);
    KafkaCheckpointMark mark = copy(source, first);
    first.close();
    BlockReader second = source.createReader(OPTIONS, mark);
    assertThat("has given away its own", first.handOver(), is(Optional.empty()));
    read.addAll(read(second, second.start(), 4));
    assertReadOnce(read);
    second.close();
    KafkaPartitions.close(source.settings());
    assertThat("is disconnected with the job", second.handOver(), is(Optional.empty()));
  }

  @Test
  void doesNotGoOnWithAReaderThatIsClosed() throws Exception {
    BlockSource source = source(1);
    BlockReader first = source.createReader(OPTIONS, null);
    List<String> read = read(first, first.start(), 2);
    KafkaCheckpointMark mark = copy(source, first);
    first.disconnect();
    // As if another thread did that just now.
    OpenReaders.add(first);
    BlockReader second = source.createReader(OPTIONS, mark);
    read.addAll(read(second, second.start(), 4));
    assertReadOnce(read);
    second.close();
  }

  @Test
  void opensAnotherReaderWhereItIsSomewhereElse() throws Exception {
    BlockSource source = source(1);
    BlockReader first = source.createReader(OPTIONS, null);
    List<String> read = read(first, first.start(), 2);
    KafkaCheckpointMark mark = copy(source, first);
    read(first, first.advance(), 1);
    BlockReader second = source.createReader(OPTIONS, mark);
    read.addAll(read(second, second.start(), 4));
    assertThat("has its own", first.handOver().isPresent(), is(true));
    assertReadOnce(read);
    second.close();
  }

  private static void assertReadOnce(List<String> read) {
    assertThat(read, containsInAnyOrder("0:0-1", "0:1-2", "0:2-3", "1:0-1", "1:1-2", "1:2-3"));
  }

  // Watermarks and the end.

  @Test
  void spansHaveTheWatermarkOfTheirPartition() throws Exception {
    BlockReader reader = source(100).createReader(OPTIONS, null);
    Map<Integer, Span> last = readUntil(reader, reader.start(), Map.of(0, 3L, 1, 3L));
    for (int partition = 0; partition < 2; partition++) {
      Instant latest = Instant.ofEpochSecond(FIRST_SECOND + 4 + partition);
      assertThat(last.get(partition).maxEventTime(), is(latest));
      assertThat(last.get(partition).watermark(), is(latest.minus(Duration.standardSeconds(2))));
    }
    assertThat(reader.getWatermark(), is(BoundedWindow.TIMESTAMP_MIN_VALUE));
    reader.close();
  }

  @Test
  void endsWhenThatHasBeenAnnouncedToTheGroupOfTheJob() throws Exception {
    BlockReader reader = source(100).createReader(OPTIONS, null);
    readUntil(reader, reader.start(), Map.of(0, 3L, 1, 3L));
    EndOfTopic.announce(broker.bootstrapServers(), Map.of(), job, "clicks");
    Map<Integer, Instant> watermarks = new HashMap<>();
    await("the end")
        .until(
            () -> {
              if (reader.advance()) {
                reader
                    .getCurrent()
                    .spans()
                    .forEach(span -> watermarks.put(span.partition(), span.watermark()));
              }
              return reader.getWatermark().equals(BoundedWindow.TIMESTAMP_MAX_VALUE);
            });
    assertThat(
        watermarks,
        is(
            Map.of(
                0, BoundedWindow.TIMESTAMP_MAX_VALUE,
                1, BoundedWindow.TIMESTAMP_MAX_VALUE)));
    reader.close();
  }

  // Helpers.

  /** Reads some records, one in a block, waiting for them if need be. */
  private static List<String> read(BlockReader reader, boolean hasBlock, int number) {
    List<String> read = new ArrayList<>();
    if (hasBlock) {
      addTo(read, reader.getCurrent());
    }
    while (read.size() < number) {
      await("a block").until(reader::advance);
      addTo(read, reader.getCurrent());
    }
    return read;
  }

  private static void addTo(List<String> read, Block block) {
    block.spans().stream()
        .filter(span -> span.records() > 0)
        .forEach(span -> read.add(span.partition() + ":" + span.from() + "-" + span.to()));
  }

  /** Reads up to positions; returns the last span of each partition. */
  private static Map<Integer, Span> readUntil(
      BlockReader reader, boolean hasBlock, Map<Integer, Long> positions) {
    Map<Integer, Span> last = new HashMap<>();
    boolean isBlock = hasBlock;
    while (true) {
      if (isBlock) {
        reader.getCurrent().spans().forEach(span -> last.put(span.partition(), span));
      }
      if (last.size() == positions.size()
          && last.values().stream().allMatch(s -> s.to() == positions.get(s.partition()))) {
        return last;
      }
      await("a block").until(reader::advance);
      isBlock = true;
    }
  }

  private static KafkaCheckpointMark copy(BlockSource source, BlockReader reader)
      throws IOException {
    return CoderUtils.clone(
        source.getCheckpointMarkCoder(), (KafkaCheckpointMark) reader.getCheckpointMark());
  }

  private BlockSource source(int capacity) {
    return BlockSource.of(
        ReadSettings.builder()
            .setBootstrapServers(broker.bootstrapServers())
            .setTopic("clicks")
            .setFields(
                EventFields.builder()
                    .setEventTime("at")
                    .setUnique("u")
                    .setMaxFutureSkew(Duration.standardHours(1))
                    .build())
            .setMaxOutOfOrderness(Duration.standardSeconds(2))
            .setIdleTimeout(Duration.standardHours(1))
            .setRecordsAtOnce(capacity)
            .setStart(ReadStart.of(job, ResumePoint.fresh(0, starts), job))
            .build(),
        SlidingWindowSpec.builder()
            .setSize(Duration.standardSeconds(10))
            .setPeriod(Duration.standardSeconds(5))
            .build(),
        Estimator.EXACT.counter(null),
        1);
  }
}
