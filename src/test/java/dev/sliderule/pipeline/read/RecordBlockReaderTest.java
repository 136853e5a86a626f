package dev.sliderule.pipeline.read;

import static dev.sliderule.pipeline.read.RecordBlockCoderTest.eventsOf;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.pipeline.aggregate.PreAggregation;
import dev.sliderule.pipeline.count.Estimator;
import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.event.EventFields;
import dev.sliderule.pipeline.event.MalformedReason;
import dev.sliderule.pipeline.event.Projection;
import dev.sliderule.pipeline.resume.ResumePoint;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import javax.annotation.Nullable;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.io.kafka.KafkaTimestampType;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * A job that goes on where another was at second 100, with windows of 10 s each 5 s: that one had
 * dealt with the records before offset 50, and closed the windows from second 90 and before.
 */
class RecordBlockReaderTest {
  private static final Instant CLOSED = Instant.ofEpochSecond(94);
  private static final Instant OPEN = Instant.ofEpochSecond(95);
  private static final SlidingWindowSpec WINDOWS =
      SlidingWindowSpec.builder()
          .setSize(Duration.standardSeconds(10))
          .setPeriod(Duration.standardSeconds(5))
          .build();
  private static final AlignedReading RESUMED = resumed(BoundedWindow.TIMESTAMP_MIN_VALUE);

  private final RecordQueue records = new RecordQueue();

  // What becomes of a record.

  @Test
  void doesNotCountTwiceWhatAnEarlierJobHasDealtWith() throws Exception {
    records.add(
        List.of(
            event(48, CLOSED, CLOSED),
            record(49, malformed(), OPEN),
            event(47, OPEN, BoundedWindow.TIMESTAMP_MIN_VALUE)));
    assertThat(summary(onlyBlock(RESUMED)), is("events [] late 0 malformed [] reread 3"));
  }

  @Test
  void countsAgainWhatIsInOpenWindows() throws Exception {
    records.add(List.of(event(49, OPEN, OPEN)));
    assertThat(summary(onlyBlock(RESUMED)), is("events [k49] late 0 malformed [] reread 0"));
  }

  @Test
  void countsNewRecordsOfClosedWindowsAsLate() throws Exception {
    records.add(
        List.of(
            event(50, CLOSED, CLOSED),
            event(51, OPEN, BoundedWindow.TIMESTAMP_MIN_VALUE),
            event(52, OPEN, OPEN),
            record(53, malformed(), OPEN)));
    assertThat(summary(onlyBlock(RESUMED)), is("events [k52] late 2 malformed [53] reread 0"));
  }

  @Test
  void leavesLateRecordsToARunnerThatKnowsThemItself() throws Exception {
    records.add(List.of(event(0, CLOSED, CLOSED), event(1, Instant.EPOCH, Instant.EPOCH)));
    assertThat(summary(onlyBlock(null)), is("events [k0, k1] late 0 malformed [] reread 0"));
  }

  @Test
  void judgesTheTimestampOfARecordThatIsItsEventTime() throws Exception {
    records.add(
        List.of(
            atKafkaTime(1, 95_000),
            atKafkaTime(2, -1),
            atKafkaTime(3, Instant.now().plus(Duration.standardDays(2)).getMillis())));
    RecordBlock block = onlyBlock(null);
    assertThat(summary(block), is("events [k1] late 0 malformed [2, 3] reread 0"));
    assertThat(eventsOf(block).get(0).getTimestamp(), is(OPEN));
    assertThat(
        block.malformed().stream().map(MalformedRecord::reason).collect(Collectors.toList()),
        is(List.of(MalformedReason.EVENT_TIME_TOO_OLD, MalformedReason.EVENT_TIME_IN_FUTURE)));
    assertThat(block.malformed().get(0).value(), is(new byte[] {'{', '}'}));
  }

  /** With the watermark at 100.5 s, the slice from 95 s is over, and the one from 100 s is not. */
  @Test
  void setsApartWhatTheWatermarkHasPassed() throws Exception {
    AlignedReading reading = resumed(OPEN.plus(Duration.millis(5_500)));
    Instant next = OPEN.plus(Duration.standardSeconds(5));
    records.add(List.of(event(60, next, next), event(61, OPEN, OPEN), event(62, OPEN, OPEN)));
    PreAggregation packing = PreAggregation.of(WINDOWS, Estimator.EXACT.counter(null), 1);
    RecordBlockReader reader =
        new RecordBlockReader(
            RecordBlockSource.of(settings(reading, 100), packing), records, records::nanos);
    assertThat(reader.start(), is(true));
    List<String> parts = new ArrayList<>();
    packing.unpack(
        reader.getCurrent().packedEvents(), (part, end) -> parts.add(part.getKey() + " " + end));
    assertThat(parts, is(List.of("0 1970-01-01T00:01:44.999Z", "-1 1970-01-01T00:01:39.999Z")));
  }

  // Where a block ends.

  @Test
  void takesWhatIsAtHand() throws Exception {
    RecordBlockReader reader = reader(null, 100);
    assertThat(reader.start(), is(false));
    assertThrows(NoSuchElementException.class, reader::getCurrent);
    records.add(List.of(event(0, OPEN, OPEN), event(1, OPEN, OPEN)));
    assertThat(reader.advance(), is(true));
    assertThat(summary(reader.getCurrent()), is("events [k0, k1] late 0 malformed [] reread 0"));
    assertThat(reader.advance(), is(false));
    assertThrows(NoSuchElementException.class, reader::getCurrent);
  }

  @Test
  void takesNoMoreThanItsCapacity() throws Exception {
    records.add(
        List.of(
            event(60, OPEN, OPEN),
            record(61, malformed(), OPEN),
            event(62, CLOSED, CLOSED),
            event(63, OPEN, OPEN)));
    RecordBlockReader reader = reader(RESUMED, 3);
    assertThat(reader.start(), is(true));
    assertThat(summary(reader.getCurrent()), is("events [k60] late 1 malformed [61] reread 0"));
    assertThat("the next record", records.hasMore(), is(true));
    assertThat(reader.advance(), is(true));
    assertThat(summary(reader.getCurrent()), is("events [k63] late 0 malformed [] reread 0"));
  }

  @Test
  void waitsForRecordsThatTrickleInOnlyForAWhile() throws Exception {
    assertThat(firstBlockOf(1_000, java.time.Duration.ofMillis(5)), is(5));
    assertThat(firstBlockOf(1_000, java.time.Duration.ofMillis(30)), is(2));
    assertThat(firstBlockOf(1_000, java.time.Duration.ofNanos(10_000)), is(1_000));
  }

  @Test
  void waitsForTheRecordsOfABacklog() throws Exception {
    records.backlog(1_000_000);
    assertThat(firstBlockOf(100, java.time.Duration.ofMillis(5)), is(100));
    assertThat(firstBlockOf(2_000, java.time.Duration.ofMillis(5)), is(1_001));
  }

  @Test
  void waitsForTheRecordsOfABacklogThatAreNotAtHandYet() throws Exception {
    records.comeAfter(java.time.Duration.ofMillis(5));
    records.backlog(1_000_000);
    records.add(List.of(event(0, OPEN, OPEN)));
    records.addNothing();
    records.add(List.of(event(1, OPEN, OPEN)));
    RecordBlockReader reader = reader(null, 2);
    assertThat(reader.start(), is(true));
    assertThat(reader.getCurrent().events(), is(2));
  }

  /** The size of the first block of some records that come one by one. */
  private int firstBlockOf(int number, java.time.Duration apart) throws IOException {
    records.comeAfter(apart);
    for (int i = 0; i < number; i++) {
      records.add(List.of(event(i, OPEN, OPEN)));
    }
    RecordBlockReader reader = reader(null, 10_000);
    assertThat(reader.start(), is(true));
    while (records.hasMore()) {
      records.advance();
    }
    return reader.getCurrent().events();
  }

  // What the runner is told about a block.

  @Test
  void isAsOldAsItsOldestEvent() throws Exception {
    records.add(
        List.of(
            event(1, OPEN.plus(Duration.millis(5)), OPEN.plus(Duration.millis(5))),
            event(2, OPEN, OPEN)));
    records.add(
        List.of(
            event(3, CLOSED, CLOSED),
            event(4, OPEN.plus(Duration.millis(9)), OPEN.plus(Duration.millis(9)))));
    RecordBlockReader reader = reader(null, 100);
    reader.start();
    assertThat(reader.getCurrentTimestamp(), is(CLOSED));
  }

  @Test
  void holdsNothingBackWithoutEvents() throws Exception {
    Instant before = Instant.now();
    records.add(
        List.of(
            event(50, CLOSED, BoundedWindow.TIMESTAMP_MIN_VALUE), record(51, malformed(), CLOSED)));
    RecordBlockReader reader = reader(RESUMED, 100);
    reader.start();
    assertThat(reader.getCurrentTimestamp().isBefore(before), is(false));
  }

  private static AlignedReading resumed(Instant watermark) {
    return AlignedReading.builder()
        .setJob("job")
        .setConsumerGroup("group")
        .setPartitions(1)
        .setAcrossProcesses(false)
        .setWindows(WINDOWS)
        .setWatermarkInEffect(() -> watermark)
        .setStart(ResumePoint.of(1, Instant.ofEpochSecond(100), Map.of(0, 40L), Map.of(0, 50L)))
        .build();
  }

  private RecordBlock onlyBlock(@Nullable AlignedReading aligned) throws IOException {
    RecordBlockReader reader = reader(aligned, 100);
    assertThat(reader.start(), is(true));
    RecordBlock block = reader.getCurrent();
    assertThat(reader.advance(), is(false));
    return block;
  }

  private RecordBlockReader reader(@Nullable AlignedReading aligned, int capacity) {
    return new RecordBlockReader(
        RecordBlockSource.of(settings(aligned, capacity), new PackedEvents()),
        records,
        records::nanos);
  }

  private static ReadSettings settings(@Nullable AlignedReading aligned, int capacity) {
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
        .setAligned(aligned)
        .setRecordsAtOnce(capacity)
        .build();
  }

  private static String summary(RecordBlock block) {
    return String.format(
        "events %s late %d malformed %s reread %d",
        eventsOf(block).stream()
            .map(event -> event.getValue().uniqueKey())
            .collect(Collectors.toList()),
        block.late(),
        block.malformed().stream().map(MalformedRecord::offset).collect(Collectors.toList()),
        block.reread());
  }

  /** An event as its reader hands it on: with its own time, or the smallest one if too late. */
  private static TimestampedValue<KafkaRecord<byte[], Projection>> event(
      long offset, Instant eventTime, Instant timestamp) {
    return record(offset, Projection.event(event(offset), eventTime), timestamp);
  }

  private static Event event(long offset) {
    return Event.of("k" + offset, null, null, List.of("all"));
  }

  private static TimestampedValue<KafkaRecord<byte[], Projection>> atKafkaTime(
      long offset, long millis) {
    Projection projection = Projection.eventAtRecordTime(event(offset), new byte[] {'{', '}'});
    return record(offset, projection, millis, Instant.ofEpochMilli(millis));
  }

  private static TimestampedValue<KafkaRecord<byte[], Projection>> record(
      long offset, Projection projection, Instant timestamp) {
    return record(offset, projection, 0, timestamp);
  }

  private static TimestampedValue<KafkaRecord<byte[], Projection>> record(
      long offset, Projection projection, long kafkaMillis, Instant timestamp) {
    return TimestampedValue.of(
        new KafkaRecord<>(
            "clicks",
            0,
            offset,
            kafkaMillis,
            KafkaTimestampType.CREATE_TIME,
            new RecordHeaders(),
            noKey(),
            projection),
        timestamp);
  }

  private static Projection malformed() {
    return Projection.malformed(MalformedReason.NOT_JSON, "not JSON", new byte[0]);
  }

  @Nullable
  private static byte[] noKey() {
    return null;
  }
}
