package dev.sliderule.pipeline.read;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.event.EventFields;
import dev.sliderule.pipeline.event.MalformedReason;
import dev.sliderule.pipeline.event.Projection;
import java.util.List;
import java.util.Optional;
import javax.annotation.Nullable;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.io.kafka.KafkaTimestampType;
import org.apache.beam.sdk.io.kafka.TimestampPolicy;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Out-of-orderness 2 s, idle time-out 5 s, tolerance for the future 1 h. */
class EventTimePolicyTest {
  private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
  private static final Event EVENT = Event.of("k", null, null, List.of("all"));
  private static final ReadSettings SETTINGS =
      ReadSettings.builder()
          .setBootstrapServers("broker:9092")
          .setTopic("policy")
          .setFields(
              EventFields.builder()
                  .setUnique("u")
                  .setMaxFutureSkew(Duration.standardHours(1))
                  .build())
          .setMaxOutOfOrderness(Duration.standardSeconds(2))
          .setIdleTimeout(Duration.standardSeconds(5))
          .build();

  private Instant now = START;

  /** By how much the clock has been put forward. */
  private Duration correction = Duration.ZERO;

  private final Partition partition = new Partition();
  private PartitionActivity activity;
  private EventTimePolicy policy = policy(SETTINGS, Optional.empty());

  @AfterEach
  void forgetAnnouncements() {
    EndOfInput.forget("broker:9092", "policy");
    EndOfInput.forget("broker:9092", "another");
  }

  // While records come.

  @Test
  void startsBeforeAllTime() {
    partition.backlog(100);
    assertThat(watermark(), is(BoundedWindow.TIMESTAMP_MIN_VALUE));
  }

  @Test
  void isTheLatestEventTimeLessTheOutOfOrderness() {
    partition.backlog(100);
    assertThat(eventAt(second(-100)), is(second(-100)));
    assertThat(watermark(), is(second(-102)));
    assertThat(eventAt(second(-60)), is(second(-60)));
    assertThat(watermark(), is(second(-62)));
  }

  @Test
  void neverGoesBack() {
    partition.backlog(100);
    eventAt(second(-60));
    assertThat(watermark(), is(second(-62)));
    assertThat(eventAt(second(-1_000)), is(second(-1_000)));
    assertThat(watermark(), is(second(-62)));
    clockTo(-3_600);
    assertThat(watermark(), is(second(-62)));
  }

  @Test
  void nearFutureDoesNotMakeTheOthersLate() {
    partition.backlog(100);
    assertThat(eventAt(second(600)), is(second(600)));
    assertThat(watermark(), is(second(-2)));
    clockTo(10);
    assertThat(watermark(), is(second(8)));
    clockTo(600);
    assertThat(watermark(), is(second(598)));
    clockTo(700);
    assertThat(watermark(), is(second(598)));
  }

  @Test
  void malformedRecordsDoNotMoveIt() {
    partition.backlog(100);
    eventAt(second(-60));
    clockTo(3);
    assertThat(at(record(0, malformed())), is(second(3)));
    assertThat(watermark(), is(second(-62)));
  }

  @Test
  void malformedRecordsAloneHoldIt() {
    partition.backlog(100);
    at(record(0, malformed()));
    clockTo(60);
    assertThat(watermark(), is(BoundedWindow.TIMESTAMP_MIN_VALUE));
  }

  @Test
  void notesWatermarkAndLatestEventTimeWhenAsked() {
    partition.backlog(100);
    eventAt(second(-60));
    assertThat("before it is asked", activity.watermark(), is(BoundedWindow.TIMESTAMP_MIN_VALUE));
    watermark();
    assertThat(activity.watermark(), is(second(-62)));
    assertThat(activity.maxEventTime(), is(second(-60)));
    policy = new EventTimePolicy(SETTINGS, Optional.empty(), activity, () -> now);
    eventAt(second(-100));
    watermark();
    assertThat("of a policy that begins anew", activity.watermark(), is(second(-62)));
    assertThat(activity.maxEventTime(), is(second(-60)));
  }

  // A reader that takes over from another one.

  @Test
  void keepsThePreviousWatermark() {
    policy = policy(SETTINGS, Optional.of(second(-62)));
    partition.backlog(100);
    assertThat(watermark(), is(second(-62)));
    eventAt(second(-500));
    assertThat(watermark(), is(second(-62)));
    eventAt(second(-50));
    assertThat(watermark(), is(second(-52)));
  }

  @Test
  void takesItsTimeToCallAPartitionIdleAfterItTookOver() {
    policy = policy(SETTINGS, Optional.of(second(-62)));
    partition.backlog(0);
    checkedAt(4);
    assertThat(watermark(), is(second(-62)));
    checkedAt(5);
    assertThat(watermark(), is(second(3)));
  }

  // Idle partitions.

  @Test
  void followsTheBrokersChecksOnceSilentForTheTimeOut() {
    eventAt(second(-60));
    partition.backlog(0);
    checkedAt(0);
    assertThat(watermark(), is(second(-62)));
    checkedAt(4.999);
    assertThat(watermark(), is(second(-62)));
    checkedAt(5);
    assertThat(watermark(), is(second(3)));
    checkedAt(9);
    assertThat(watermark(), is(second(7)));
  }

  @Test
  void theTimeOutStartsAnewWithEveryRecord() {
    eventAt(second(-60));
    clockTo(4);
    eventAt(second(-59));
    partition.backlog(0);
    checkedAt(8);
    assertThat(watermark(), is(second(-61)));
    checkedAt(9);
    assertThat(watermark(), is(second(7)));
  }

  @Test
  void malformedRecordsAreActivityToo() {
    eventAt(second(-60));
    clockTo(4);
    at(record(0, malformed()));
    partition.backlog(0);
    checkedAt(8.999);
    assertThat(watermark(), is(second(-62)));
    checkedAt(9);
    assertThat(watermark(), is(second(7)));
  }

  @Test
  void neverIdleWithABacklogOrWithoutAnyAnswer() {
    eventAt(second(-60));
    for (long backlog : new long[] {1, 1_000, -1}) {
      partition.backlog(backlog);
      checkedAt(100);
      assertThat(watermark(), is(second(-62)));
    }
  }

  @Test
  void onlyACheckAfterTheSilenceMakesIdle() {
    eventAt(second(-60));
    partition.backlog(0);
    checkedAt(1);
    clockTo(1_000);
    assertThat(watermark(), is(second(-62)));
  }

  @Test
  void brokerThatNoLongerAnswersHoldsTheWatermark() {
    eventAt(second(-60));
    partition.backlog(0);
    checkedAt(10);
    assertThat(watermark(), is(second(8)));
    clockTo(1_000);
    assertThat(watermark(), is(second(8)));
  }

  @Test
  void aClockThatIsPutForwardMakesNoSilence() {
    eventAt(second(-60));
    partition.backlog(0);
    checkedAt(1);
    correction = Duration.standardHours(1);
    checkedAt(3_603);
    assertThat(watermark(), is(second(-62)));
    checkedAt(3_605);
    assertThat(watermark(), is(second(3_603)));
  }

  @Test
  void aClockThatIsPutBackHoldsNeitherSilenceNorEndBack() {
    partition.backlog(0);
    checkedAt(1);
    correction = Duration.standardHours(-1);
    checkedAt(-3_600 + 4.999);
    assertThat(watermark(), is(BoundedWindow.TIMESTAMP_MIN_VALUE));
    checkedAt(-3_600 + 5);
    assertThat(watermark(), is(second(-3_600 + 3)));
    correction = Duration.ZERO;
    clockTo(0);
    policy = policy(stopping(), Optional.empty());
    correction = Duration.standardHours(-1);
    checkedAt(-3_600 + 0.1);
    assertThat(watermark(), is(BoundedWindow.TIMESTAMP_MAX_VALUE));
  }

  @Test
  void emptyPartitionBecomesIdleToo() {
    partition.backlog(0);
    checkedAt(4.999);
    assertThat(watermark(), is(BoundedWindow.TIMESTAMP_MIN_VALUE));
    checkedAt(5);
    assertThat(watermark(), is(second(3)));
  }

  @Test
  void recordsAfterASilenceDoNotTakeItBack() {
    partition.backlog(0);
    checkedAt(60);
    assertThat(watermark(), is(second(58)));
    assertThat(eventAt(second(30)), is(second(30)));
    assertThat(watermark(), is(second(58)));
    clockTo(100);
    eventAt(second(99));
    assertThat(watermark(), is(second(97)));
  }

  // The end of the input.

  @Test
  void endsWhenTheEndWasAnnouncedAndABrokerSaidAfterwardsThatAllIsRead() {
    eventAt(second(-60));
    partition.backlog(0);
    checkedAt(1);
    EndOfInput.announce("broker:9092", "policy", second(2));
    clockTo(3);
    assertThat(watermark(), is(second(-62)));
    partition.backlog(1);
    checkedAt(3);
    assertThat(watermark(), is(second(-62)));
    partition.backlog(0);
    checkedAt(2);
    assertThat(watermark(), is(BoundedWindow.TIMESTAMP_MAX_VALUE));
  }

  @Test
  void theCheckJustBeforeTheAnnouncementDoesNotCount() {
    EndOfInput.announce("broker:9092", "policy", second(2));
    partition.backlog(0);
    checkedAt(1.999);
    assertThat(watermark(), is(BoundedWindow.TIMESTAMP_MIN_VALUE));
  }

  @Test
  void theEndOfAnotherTopicIsNotThisOnes() {
    EndOfInput.announce("broker:9092", "another", START);
    partition.backlog(0);
    checkedAt(2);
    assertThat(watermark(), is(BoundedWindow.TIMESTAMP_MIN_VALUE));
  }

  @Test
  void anAnnouncementCanBeTakenBack() {
    EndOfInput.announce("broker:9092", "policy", START);
    EndOfInput.forget("broker:9092", "policy");
    partition.backlog(0);
    checkedAt(2);
    assertThat(watermark(), is(BoundedWindow.TIMESTAMP_MIN_VALUE));
  }

  @Test
  void stopsWhenCaughtUpWhereAskedTo() {
    ReadSettings stopping = stopping();
    policy = policy(stopping, Optional.empty());
    partition.backlog(-1);
    checkedAt(1);
    assertThat(watermark(), is(BoundedWindow.TIMESTAMP_MIN_VALUE));
    partition.backlog(5);
    checkedAt(2);
    eventAt(second(-60));
    assertThat(watermark(), is(second(-62)));
    partition.backlog(0);
    checkedAt(2);
    assertThat(watermark(), is(BoundedWindow.TIMESTAMP_MAX_VALUE));
  }

  @Test
  void doesNotStopOnACheckFromBeforeItStarted() {
    partition.backlog(0);
    checkedAt(0);
    clockTo(1);
    policy = policy(stopping(), Optional.empty());
    partition.checkTime = START;
    assertThat(watermark(), is(BoundedWindow.TIMESTAMP_MIN_VALUE));
    checkedAt(1);
    assertThat(watermark(), is(BoundedWindow.TIMESTAMP_MAX_VALUE));
  }

  @Test
  void theEndIsTheEnd() {
    policy = policy(stopping(), Optional.empty());
    partition.backlog(0);
    checkedAt(0);
    assertThat(watermark(), is(BoundedWindow.TIMESTAMP_MAX_VALUE));
    partition.backlog(3);
    eventAt(second(-60));
    assertThat(watermark(), is(BoundedWindow.TIMESTAMP_MAX_VALUE));
  }

  // The Kafka timestamp as event time.

  @Test
  void takesTheKafkaTimestampWhereThePayloadHasNone() {
    partition.backlog(100);
    assertThat(
        at(record(second(-30).getMillis(), Projection.eventAtRecordTime(EVENT, new byte[0]))),
        is(second(-30)));
    assertThat(watermark(), is(second(-32)));
  }

  @Test
  void theTimeInThePayloadGoesBeforeTheKafkaTimestamp() {
    partition.backlog(100);
    assertThat(
        at(record(second(-30).getMillis(), Projection.event(EVENT, second(-90)))), is(second(-90)));
    assertThat(watermark(), is(second(-92)));
  }

  @Test
  void kafkaTimestampsOutOfRangeDoNotMoveIt() {
    partition.backlog(100);
    eventAt(second(-60));
    long[] bad = {
      -1, Long.MIN_VALUE, Long.MAX_VALUE, second(3_600).getMillis() + 1,
    };
    for (long timestamp : bad) {
      assertThat(
          at(record(timestamp, Projection.eventAtRecordTime(EVENT, new byte[0]))), is(START));
      assertThat(watermark(), is(second(-62)));
    }
    assertThat(
        at(record(second(3_600).getMillis(), Projection.eventAtRecordTime(EVENT, new byte[0]))),
        is(second(3_600)));
    assertThat(watermark(), is(second(-2)));
  }

  // Helpers.

  private EventTimePolicy policy(ReadSettings settings, Optional<Instant> previousWatermark) {
    activity = new PartitionActivity(() -> now.minus(correction).getMillis() * 1_000_000);
    return new EventTimePolicy(settings, previousWatermark, activity, () -> now);
  }

  private static ReadSettings stopping() {
    return ReadSettings.builder()
        .setBootstrapServers(SETTINGS.bootstrapServers())
        .setTopic(SETTINGS.topic())
        .setFields(SETTINGS.fields())
        .setMaxOutOfOrderness(SETTINGS.maxOutOfOrderness())
        .setIdleTimeout(SETTINGS.idleTimeout())
        .setStopWhenCaughtUp(true)
        .build();
  }

  private static Instant second(double second) {
    return START.plus(Duration.millis(Math.round(second * 1_000)));
  }

  private void clockTo(double second) {
    now = second(second);
  }

  /** Moves the clock, and lets a broker say there and then how large the backlog is. */
  private void checkedAt(double second) {
    clockTo(second);
    partition.checkTime = now;
  }

  private Instant eventAt(Instant eventTime) {
    return at(record(0, Projection.event(EVENT, eventTime)));
  }

  private Instant at(KafkaRecord<byte[], Projection> record) {
    return policy.getTimestampForRecord(partition, record);
  }

  private Instant watermark() {
    return policy.getWatermark(partition);
  }

  private static Projection malformed() {
    return Projection.malformed(MalformedReason.NOT_JSON, "not JSON", new byte[0]);
  }

  private static KafkaRecord<byte[], Projection> record(long timestamp, Projection projection) {
    return new KafkaRecord<>(
        "policy",
        0,
        0,
        timestamp,
        KafkaTimestampType.CREATE_TIME,
        new RecordHeaders(),
        noKey(),
        projection);
  }

  @Nullable
  private static byte[] noKey() {
    return null;
  }

  /** What the reader knows of its partition. */
  private static final class Partition extends TimestampPolicy.PartitionContext {
    private long backlog = -1;
    private Instant checkTime = START;

    void backlog(long records) {
      backlog = records;
    }

    @Override
    public long getMessageBacklog() {
      return backlog;
    }

    @Override
    public Instant getBacklogCheckTime() {
      return checkTime;
    }
  }
}
