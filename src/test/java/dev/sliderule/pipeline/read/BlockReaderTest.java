package dev.sliderule.pipeline.read;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.pipeline.count.Estimator;
import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.event.EventFields;
import dev.sliderule.pipeline.event.MalformedReason;
import dev.sliderule.pipeline.event.MalformedRecord;
import dev.sliderule.pipeline.event.Projection;
import dev.sliderule.pipeline.resume.ResumePoint;
import dev.sliderule.pipeline.windows.SliceAggregator;
import dev.sliderule.pipeline.windows.SliceSums;
import dev.sliderule.pipeline.windows.SliceSumsCoder;
import dev.sliderule.pipeline.windows.SlidingWindowSpec;
import dev.sliderule.pipeline.windows.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.annotation.Nullable;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.io.kafka.KafkaTimestampType;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A job that goes on where another was at second 100, with windows of 10 s each 5 s: that one had
 * dealt with the records of partition 0 before offset 50, of which it had begun at offset 40, and
 * closed the windows from second 90 and before. Partition 1 begins at offset 7.
 */
class BlockReaderTest {
  private static final Instant CLOSED = Instant.ofEpochSecond(94);
  private static final Instant OPEN = Instant.ofEpochSecond(95);
  private static final Instant START = BoundedWindow.TIMESTAMP_MIN_VALUE;
  private static final Instant END = BoundedWindow.TIMESTAMP_MAX_VALUE;
  private static final UniqueCounter COUNTER = Estimator.EXACT.counter(null);

  private final RecordQueue records = new RecordQueue();
  private final String job = UUID.randomUUID().toString();
  private Map<Integer, Long> starts = Map.of(0, 40L);
  private SlidingWindowSpec windows = windows(null);

  @AfterEach
  void forgetJob() {
    KafkaPartitions.close(settings(1));
  }

  // What becomes of a record.

  @Test
  void doesNotCountTwiceWhatAnEarlierJobHasDealtWith() throws Exception {
    records.add(List.of(event(48, CLOSED), record(49, malformed())));
    Block block = onlyBlock();
    assertThat(summary(block), is("0:40-50 read 0 malformed 0 reread 2"));
    assertThat(sums(block), is(List.of()));
    assertThat(block.malformed(), is(List.of()));
  }

  @Test
  void countsAgainWhatIsInOpenWindows() throws Exception {
    records.add(List.of(event(48, CLOSED), event(49, OPEN)));
    Block block = onlyBlock();
    assertThat(summary(block), is("0:40-50 read 1 malformed 0 reread 1"));
    assertThat(sums(block), is(sumsOf(true, OPEN, "k49")));
  }

  @Test
  void keepsApartWhatIsNewAndWhatAnEarlierJobHasDealtWith() throws Exception {
    records.add(List.of(event(49, OPEN), event(50, OPEN)));
    List<String> expected = new ArrayList<>(sumsOf(OPEN, "k50"));
    expected.addAll(sumsOf(true, OPEN, "k49"));
    assertThat(sums(onlyBlock()), is(expected));
  }

  @Test
  void leavesItToOthersWhetherANewRecordIsLate() throws Exception {
    records.add(List.of(event(50, CLOSED), record(51, malformed())));
    Block block = onlyBlock();
    assertThat(summary(block), is("0:40-52 read 2 malformed 1 reread 0"));
    assertThat(sums(block), is(sumsOf(CLOSED, "k50")));
    assertThat(offsets(block.malformed()), is(List.of(51L)));
  }

  @Test
  void judgesTheTimestampOfARecordThatIsItsEventTime() throws Exception {
    records.add(
        List.of(
            atKafkaTime(51, 95_000),
            atKafkaTime(52, -1),
            atKafkaTime(53, Instant.now().plus(Duration.standardDays(2)).getMillis())));
    Block block = onlyBlock();
    assertThat(summary(block), is("0:40-54 read 3 malformed 2 reread 0"));
    assertThat(sums(block), is(sumsOf(OPEN, "k51")));
    assertThat(
        block.malformed().stream().map(MalformedRecord::reason).collect(Collectors.toList()),
        is(List.of(MalformedReason.EVENT_TIME_TOO_OLD, MalformedReason.EVENT_TIME_IN_FUTURE)));
    assertThat(offsets(block.malformed()), is(List.of(52L, 53L)));
    assertThat(block.malformed().get(0).value(), is(new byte[] {'{', '}'}));
  }

  @Test
  void addsUpTheRecordsOfABlockAndNoOthers() throws Exception {
    records.add(List.of(event(50, OPEN), event(51, OPEN), event(52, CLOSED), event(53, OPEN)));
    BlockReader reader = reader(3);
    assertThat(reader.start(), is(true));
    assertThat(
        sums(reader.getCurrent()),
        is(
            Stream.concat(sumsOf(CLOSED, "k52").stream(), sumsOf(OPEN, "k50", "k51").stream())
                .collect(Collectors.toList())));
    assertThat(reader.advance(), is(true));
    assertThat(sums(reader.getCurrent()), is(sumsOf(OPEN, "k53")));
  }

  @Test
  void sumsOfVeryManyGroupsAreHandedOverInParts() throws Exception {
    List<String> groups =
        IntStream.range(0, 10_000).mapToObj(i -> "g" + i).collect(Collectors.toList());
    records.add(
        List.of(
            record(50, Projection.event(Event.of("k", null, null, groups), OPEN)),
            event(51, OPEN)));
    List<String> sums = sums(onlyBlock());
    assertThat(sums.size(), is(2));
    assertThat(sums.subList(1, 2), is(sumsOf(OPEN, "k51")));
  }

  // Where a block ends.

  @Test
  void takesWhatIsAtHand() throws Exception {
    BlockReader reader = reader(100);
    assertThat(reader.start(), is(false));
    assertThrows(NoSuchElementException.class, reader::getCurrent);
    records.add(List.of(event(50, OPEN), event(51, OPEN)));
    Instant before = Instant.now();
    assertThat(reader.advance(), is(true));
    assertThat(summary(reader.getCurrent()), is("0:40-52 read 2 malformed 0 reread 0"));
    assertThat(reader.getCurrentTimestamp().isBefore(before), is(false));
    assertThat(reader.advance(), is(false));
    assertThrows(NoSuchElementException.class, reader::getCurrent);
  }

  @Test
  void takesNoMoreThanItsCapacity() throws Exception {
    records.add(
        List.of(event(49, CLOSED), record(50, malformed()), event(51, OPEN), event(52, OPEN)));
    BlockReader reader = reader(3);
    assertThat(reader.start(), is(true));
    assertThat(summary(reader.getCurrent()), is("0:40-52 read 2 malformed 1 reread 1"));
    assertThat("the next record", records.hasMore(), is(true));
    assertThat(reader.advance(), is(true));
    assertThat(summary(reader.getCurrent()), is("0:52-53 read 1 malformed 0 reread 0"));
  }

  @Test
  void waitsForRecordsThatTrickleInOnlyForAWhile() throws Exception {
    assertThat(firstBlockOf(1_000, java.time.Duration.ofMillis(5)), is(5L));
    assertThat(firstBlockOf(1_000, java.time.Duration.ofMillis(30)), is(2L));
    assertThat(firstBlockOf(1_000, java.time.Duration.ofNanos(10_000)), is(1_000L));
  }

  @Test
  void waitsForTheRecordsOfABacklog() throws Exception {
    records.backlog(1_000_000);
    assertThat(firstBlockOf(100, java.time.Duration.ofMillis(5)), is(100L));
    assertThat(firstBlockOf(2_000, java.time.Duration.ofMillis(5)), is(1_001L));
  }

  @Test
  void waitsForTheRecordsOfABacklogThatAreNotAtHandYet() throws Exception {
    records.comeAfter(java.time.Duration.ofMillis(5));
    records.backlog(1_000_000);
    records.add(List.of(event(50, OPEN)));
    records.addNothing();
    records.add(List.of(event(51, OPEN)));
    BlockReader reader = reader(2);
    assertThat(reader.start(), is(true));
    assertThat(summary(reader.getCurrent()), is("0:40-52 read 2 malformed 0 reread 0"));
  }

  /** The size of the first block of some records that come one by one. */
  private long firstBlockOf(int number, java.time.Duration apart) throws IOException {
    records.comeAfter(apart);
    for (int i = 0; i < number; i++) {
      records.add(List.of(event(50 + i, OPEN)));
    }
    BlockReader reader = reader(10_000);
    assertThat(reader.start(), is(true));
    while (records.hasMore()) {
      records.advance();
    }
    return reader.getCurrent().spans().get(0).records();
  }

  // Spans.

  @Test
  void spansJoinFromBlockToBlockAlsoOverOffsetsThatAreMissing() throws Exception {
    BlockReader reader = reader(2);
    records.add(List.of(event(50, OPEN), event(53, OPEN), event(60, OPEN), event(61, OPEN)));
    assertThat(reader.start(), is(true));
    assertThat(summary(reader.getCurrent()), is("0:40-54 read 2 malformed 0 reread 0"));
    assertThat(reader.advance(), is(true));
    assertThat(summary(reader.getCurrent()), is("0:54-62 read 2 malformed 0 reread 0"));
  }

  @Test
  void aBlockHasASpanOfEachPartitionOfWhichSomethingWasRead() throws Exception {
    starts = Map.of(0, 40L, 1, 7L);
    BlockReader reader = reader(100);
    records.add(
        List.of(event(1, 7, OPEN), event(49, CLOSED), record(1, 8, malformed()), event(50, OPEN)));
    assertThat(reader.start(), is(true));
    assertThat(
        summary(reader.getCurrent()),
        is("0:40-51 read 1 malformed 0 reread 1, 1:7-9 read 2 malformed 1 reread 0"));
    records.add(List.of(event(1, 9, OPEN)));
    assertThat(reader.advance(), is(true));
    assertThat(summary(reader.getCurrent()), is("1:9-10 read 1 malformed 0 reread 0"));
  }

  @Test
  void aSpanHasTheWatermarkOfItsPartitionAfterItsLastRecord() throws Exception {
    starts = Map.of(0, 40L, 1, 7L);
    BlockReader reader = reader(100);
    records.add(List.of(event(50, OPEN), event(1, 7, CLOSED)));
    records.whenAskedForWatermark(
        () -> {
          if (!records.hasMore()) {
            reach(0, second(93), OPEN);
            reach(1, second(92), CLOSED);
          }
        });
    assertThat(reader.start(), is(true));
    List<Span> spans = reader.getCurrent().spans();
    assertThat(spans.get(0).watermark(), is(second(93)));
    assertThat(spans.get(0).maxEventTime(), is(OPEN));
    assertThat(spans.get(1).watermark(), is(second(92)));
    assertThat(spans.get(1).maxEventTime(), is(CLOSED));
  }

  @Test
  void recordsThatDoNotMoveTheWatermarkAreASpanToo() throws Exception {
    BlockReader reader = reader(100);
    records.add(List.of(record(50, malformed())));
    assertThat(reader.start(), is(true));
    Span span = reader.getCurrent().spans().get(0);
    assertThat(span.watermark(), is(START));
    assertThat(span.maxEventTime(), is(START));
  }

  // Blocks without records.

  @Test
  void aWatermarkThatHasMovedMakesABlockOfItsOwn() throws Exception {
    starts = Map.of(0, 40L, 1, 7L);
    BlockReader reader = reader(100);
    reach(1, second(100), START);
    assertThat("at once, as there was no block before", reader.start(), is(true));
    assertThat(summary(reader.getCurrent()), is("1:7-7 read 0 malformed 0 reread 0"));
    assertThat(reader.getCurrent().spans().get(0).watermark(), is(second(100)));
    records.pass(java.time.Duration.ofSeconds(10));
    assertThat("the same again", reader.advance(), is(false));
  }

  @Test
  void blocksWithoutRecordsKeepADistance() throws Exception {
    BlockReader reader = reader(100);
    records.add(List.of(event(50, OPEN)));
    reach(0, second(93), OPEN);
    assertThat(reader.start(), is(true));
    reach(0, second(101), OPEN);
    records.pass(java.time.Duration.ofMillis(99));
    assertThat(reader.advance(), is(false));
    reach(0, second(102), OPEN);
    records.pass(java.time.Duration.ofMillis(1));
    assertThat(reader.advance(), is(true));
    assertThat(summary(reader.getCurrent()), is("0:51-51 read 0 malformed 0 reread 0"));
    assertThat(reader.getCurrent().spans().get(0).watermark(), is(second(102)));
    reach(0, second(103), OPEN);
    records.pass(java.time.Duration.ofMillis(99));
    assertThat("soon after one without records", reader.advance(), is(false));
    records.add(List.of(event(51, OPEN)));
    assertThat("with a record", reader.advance(), is(true));
    assertThat(reader.getCurrent().spans().get(0).watermark(), is(second(103)));
  }

  @Test
  void earlyRowsGetABlockOfNothingNowAndThen() throws Exception {
    windows = windows(Duration.millis(1_000));
    BlockReader reader = reader(100);
    records.add(List.of(event(50, OPEN)));
    assertThat(reader.start(), is(true));
    records.pass(java.time.Duration.ofMillis(999));
    assertThat(reader.advance(), is(false));
    records.pass(java.time.Duration.ofMillis(1));
    Instant before = Instant.now();
    assertThat(reader.advance(), is(true));
    assertThat(reader.getCurrent().spans(), is(List.of()));
    assertThat(reader.getCurrent().readAt().isBefore(before), is(false));
    assertThat(reader.advance(), is(false));
  }

  // The end.

  @Test
  void theEndOfAPartitionIsABlockAtOnce() throws Exception {
    BlockReader reader = reader(100);
    records.add(List.of(event(50, OPEN)));
    assertThat(reader.start(), is(true));
    reach(0, END, OPEN);
    assertThat(reader.advance(), is(true));
    assertThat(summary(reader.getCurrent()), is("0:51-51 read 0 malformed 0 reread 0"));
    assertThat(reader.getCurrent().spans().get(0).watermark(), is(END));
  }

  @Test
  void readsNothingMoreOnceAllPartitionsHaveEnded() throws Exception {
    starts = Map.of(0, 40L, 1, 7L);
    BlockReader reader = reader(100);
    reach(0, END, START);
    assertThat(reader.start(), is(true));
    records.add(List.of(event(50, OPEN), event(1, 7, OPEN)));
    assertThat("while one goes on", reader.advance(), is(true));
    assertThat(
        summary(reader.getCurrent()),
        is("0:40-51 read 1 malformed 0 reread 0, 1:7-8 read 1 malformed 0 reread 0"));
    reach(1, END, OPEN);
    assertThat(reader.advance(), is(true));
    records.add(List.of(event(51, OPEN)));
    assertThat(reader.advance(), is(false));
    assertThat("what came after the end", records.hasMore(), is(true));
    assertThat("another reader", reader(100).start(), is(false));
    assertThat("what came after the end", records.hasMore(), is(true));
  }

  @Test
  void aRunnerIsToldOfTheEndOneCallAfterTheLastBlock() throws Exception {
    BlockReader reader = reader(100);
    assertThat(reader.getWatermark(), is(START));
    records.add(List.of(event(50, OPEN)));
    reach(0, second(93), OPEN);
    assertThat(reader.start(), is(true));
    assertThat(reader.getWatermark(), is(START));
    reach(0, END, OPEN);
    assertThat(reader.advance(), is(true));
    assertThat(reader.getWatermark(), is(START));
    assertThat(reader.advance(), is(false));
    assertThat(reader.getWatermark(), is(END));
  }

  @Test
  void isDoneOnlyWithTheReadersOfTheOtherPartitions() throws Exception {
    starts = Map.of(0, 40L, 1, 7L);
    List<BlockSource> split = source(100).split(2, PipelineOptionsFactory.create());
    BlockReader one = reader(split.get(0));
    BlockReader other = reader(split.get(1));
    reach(0, END, START);
    assertThat(one.start(), is(true));
    assertThat(one.advance(), is(false));
    assertThat(one.getWatermark(), is(START));
    reach(1, END, START);
    assertThat(other.start(), is(true));
    assertThat(one.getWatermark(), is(END));
    assertThat(other.getWatermark(), is(START));
    assertThat(other.advance(), is(false));
    assertThat(other.getWatermark(), is(END));
  }

  // Helpers.

  /** As the policy of the partition does. */
  private void reach(int partition, Instant watermark, Instant maxEventTime) {
    KafkaPartitions.of(settings(1)).activity(partition).reached(watermark, maxEventTime);
  }

  private Block onlyBlock() throws IOException {
    BlockReader reader = reader(100);
    assertThat(reader.start(), is(true));
    Block block = reader.getCurrent();
    assertThat(reader.advance(), is(false));
    return block;
  }

  private BlockReader reader(int capacity) {
    return reader(source(capacity));
  }

  private BlockReader reader(BlockSource source) {
    return new BlockReader(source, records, false, starts, records::nanos);
  }

  private BlockSource source(int capacity) {
    return BlockSource.of(settings(capacity), windows, COUNTER, 1);
  }

  private ReadSettings settings(int capacity) {
    return ReadSettings.builder()
        .setBootstrapServers("broker:9092")
        .setTopic("clicks")
        .setFields(
            EventFields.builder()
                .setUnique("u")
                .setMaxFutureSkew(Duration.standardHours(1))
                .build())
        .setMaxOutOfOrderness(Duration.standardSeconds(2))
        .setIdleTimeout(Duration.standardSeconds(5))
        .setStart(ReadStart.of(job, ResumePoint.of(1, second(100), starts, Map.of(0, 50L)), null))
        .setRecordsAtOnce(capacity)
        .build();
  }

  private static SlidingWindowSpec windows(@Nullable Duration earlyFiring) {
    return SlidingWindowSpec.builder()
        .setSize(Duration.standardSeconds(10))
        .setPeriod(Duration.standardSeconds(5))
        .setEarlyFiring(earlyFiring)
        .build();
  }

  private static Instant second(long second) {
    return Instant.ofEpochSecond(second);
  }

  private static String summary(Block block) {
    return block.spans().stream()
        .map(
            span ->
                String.format(
                    "%d:%d-%d read %d malformed %d reread %d",
                    span.partition(),
                    span.from(),
                    span.to(),
                    span.records(),
                    span.malformed(),
                    span.reread()))
        .collect(Collectors.joining(", "));
  }

  private static List<Long> offsets(List<MalformedRecord> malformed) {
    return malformed.stream().map(MalformedRecord::offset).collect(Collectors.toList());
  }

  private static List<String> sums(Block block) throws IOException {
    return encoded(block.sums().getOrDefault(0, List.of()));
  }

  /** The sums of events at one time. */
  private List<String> sumsOf(Instant time, String... keys) throws IOException {
    return sumsOf(false, time, keys);
  }

  private List<String> sumsOf(boolean isReread, Instant time, String... keys) throws IOException {
    SliceAggregator aggregator = new SliceAggregator(windows, COUNTER, 1, isReread);
    for (String key : keys) {
      aggregator.add(Event.of(key, null, null, List.of("all")), time);
    }
    return encoded(aggregator.drain().get(0));
  }

  private static List<String> encoded(List<SliceSums> sums) throws IOException {
    List<String> encoded = new ArrayList<>();
    for (SliceSums slice : sums) {
      encoded.add(CoderUtils.encodeToBase64(SliceSumsCoder.of(), slice));
    }
    return encoded;
  }

  private static KafkaRecord<byte[], Projection> event(long offset, Instant eventTime) {
    return event(0, offset, eventTime);
  }

  private static KafkaRecord<byte[], Projection> event(
      int partition, long offset, Instant eventTime) {
    return record(partition, offset, Projection.event(event(offset), eventTime));
  }

  private static Event event(long offset) {
    return Event.of("k" + offset, null, null, List.of("all"));
  }

  private static KafkaRecord<byte[], Projection> atKafkaTime(long offset, long millis) {
    Projection projection = Projection.eventAtRecordTime(event(offset), new byte[] {'{', '}'});
    return record(0, offset, projection, millis);
  }

  private static KafkaRecord<byte[], Projection> record(long offset, Projection projection) {
    return record(0, offset, projection);
  }

  private static KafkaRecord<byte[], Projection> record(
      int partition, long offset, Projection projection) {
    return record(partition, offset, projection, 0);
  }

  private static KafkaRecord<byte[], Projection> record(
      int partition, long offset, Projection projection, long kafkaMillis) {
    return new KafkaRecord<>(
        "clicks",
        partition,
        offset,
        kafkaMillis,
        KafkaTimestampType.CREATE_TIME,
        new RecordHeaders(),
        noKey(),
        projection);
  }

  private static Projection malformed() {
    return Projection.malformed(MalformedReason.NOT_JSON, "not JSON", new byte[0]);
  }

  @Nullable
  private static byte[] noKey() {
    return null;
  }
}
