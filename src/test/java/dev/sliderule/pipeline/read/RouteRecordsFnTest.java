package dev.sliderule.pipeline.read;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.event.EventCoder;
import dev.sliderule.pipeline.event.MalformedReason;
import dev.sliderule.pipeline.event.Projection;
import dev.sliderule.pipeline.event.ProjectionCoder;
import dev.sliderule.pipeline.metrics.JobMetrics;
import dev.sliderule.pipeline.resume.ResumePoint;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import dev.sliderule.testing.Collected;
import dev.sliderule.testing.Counters;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.annotation.Nullable;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.io.kafka.KafkaRecordCoder;
import org.apache.beam.sdk.io.kafka.KafkaTimestampType;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * A job that goes on where another was at second 100, with windows of 10 s each 5 s: that one had
 * dealt with the records before offset 50, and closed the windows from second 90 and before.
 */
class RouteRecordsFnTest {
  private static final Instant CLOSED = Instant.ofEpochSecond(94);
  private static final Instant OPEN = Instant.ofEpochSecond(95);

  @Test
  void doesNotCountTwiceWhatAnEarlierJobHasDealtWith() {
    Outcome outcome =
        route(
            List.of(
                event(48, CLOSED, CLOSED),
                record(49, malformed(), OPEN),
                event(47, OPEN, BoundedWindow.TIMESTAMP_MIN_VALUE)));
    assertThat(outcome.counters(), is("read 0 late 0 malformed 0 reread 3"));
    assertThat(outcome.events.elements(), is(List.of()));
    assertThat(outcome.malformed.elements().size(), is(0));
  }

  @Test
  void countsAgainWhatIsInOpenWindows() {
    Outcome outcome = route(List.of(event(49, OPEN, OPEN)));
    assertThat(outcome.counters(), is("read 1 late 0 malformed 0 reread 0"));
    assertThat(outcome.keys(), is(List.of("k49")));
  }

  @Test
  void countsNewRecordsOfClosedWindowsAsLate() {
    Outcome outcome =
        route(
            List.of(
                event(50, CLOSED, CLOSED),
                event(51, OPEN, BoundedWindow.TIMESTAMP_MIN_VALUE),
                event(52, OPEN, OPEN),
                record(53, malformed(), OPEN)));
    assertThat(outcome.counters(), is("read 4 late 2 malformed 1 reread 0"));
    assertThat(outcome.keys(), is(List.of("k52")));
    assertThat(outcome.malformed.elements().get(0).offset(), is(53L));
  }

  private static Outcome route(List<TimestampedValue<KafkaRecord<byte[], Projection>>> records) {
    AlignedReading aligned =
        AlignedReading.builder()
            .setJob("job")
            .setConsumerGroup("group")
            .setPartitions(1)
            .setAcrossProcesses(false)
            .setWindows(
                SlidingWindowSpec.builder()
                    .setSize(Duration.standardSeconds(10))
                    .setPeriod(Duration.standardSeconds(5))
                    .build())
            .setStart(ResumePoint.of(1, Instant.ofEpochSecond(100), Map.of(0, 40L), Map.of(0, 50L)))
            .build();
    Pipeline pipeline = Pipeline.create();
    PCollectionTuple routed =
        pipeline
            .apply(
                Create.timestamped(records)
                    .withCoder(
                        KafkaRecordCoder.of(
                            NullableCoder.of(ByteArrayCoder.of()), ProjectionCoder.of())))
            .apply(
                ParDo.of(new RouteRecordsFn(Duration.standardHours(1), aligned))
                    .withOutputTags(
                        RouteRecordsFn.EVENTS, TupleTagList.of(RouteRecordsFn.MALFORMED)));
    return new Outcome(
        Collected.of(routed.get(RouteRecordsFn.EVENTS).setCoder(EventCoder.of())),
        Collected.of(routed.get(RouteRecordsFn.MALFORMED).setCoder(MalformedRecordCoder.of())),
        pipeline);
  }

  /** An event as the reader hands it on: with its own time, or the smallest one if too late. */
  private static TimestampedValue<KafkaRecord<byte[], Projection>> event(
      long offset, Instant eventTime, Instant timestamp) {
    Event event = Event.of("k" + offset, null, null, List.of("all"));
    return record(offset, Projection.event(event, eventTime), timestamp);
  }

  private static TimestampedValue<KafkaRecord<byte[], Projection>> record(
      long offset, Projection projection, Instant timestamp) {
    return TimestampedValue.of(
        new KafkaRecord<>(
            "clicks",
            0,
            offset,
            0,
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

  /** What has become of the records. */
  private static final class Outcome {
    final Collected<Event> events;
    final Collected<MalformedRecord> malformed;
    final PipelineResult result;

    Outcome(Collected<Event> events, Collected<MalformedRecord> malformed, Pipeline pipeline) {
      this.events = events;
      this.malformed = malformed;
      this.result = pipeline.run();
      result.waitUntilFinish();
    }

    List<String> keys() {
      return events.elements().stream().map(Event::uniqueKey).collect(Collectors.toList());
    }

    String counters() {
      return String.format(
          "read %d late %d malformed %d reread %d",
          Counters.committed(result, JobMetrics.READ),
          Counters.committed(result, JobMetrics.LATE),
          Counters.committed(result, JobMetrics.MALFORMED),
          Counters.committed(result, JobMetrics.REREAD));
    }
  }
}
