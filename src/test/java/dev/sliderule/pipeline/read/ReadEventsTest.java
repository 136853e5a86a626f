package dev.sliderule.pipeline.read;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.event.EventCoder;
import dev.sliderule.pipeline.event.MalformedReason;
import dev.sliderule.pipeline.metrics.JobMetrics;
import dev.sliderule.testing.Collected;
import dev.sliderule.testing.Counters;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reify;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** The steps behind the reader: what comes out of blocks, and what is counted. */
class ReadEventsTest {
  private static final Instant TIME = Instant.parse("2026-01-31T12:00:00Z");

  @Test
  void takesBlocksApartAndCountsEachRecordOnce() {
    Pipeline pipeline = Pipeline.create();
    PCollection<RecordBlock> blocks =
        pipeline.apply(
            Create.timestamped(
                    TimestampedValue.of(block(event("a"), "b"), TIME),
                    TimestampedValue.of(block(event("c"), "d"), TIME),
                    TimestampedValue.of(
                        new RecordBlock.Builder(new PackedEvents().packer()).build(), TIME))
                .withCoder(RecordBlockCoder.of()));
    Collected<TimestampedValue<Event>> events =
        Collected.of(
            blocks
                .apply("TakeEvents", ParDo.of(new TakeEventsFn<>(new PackedEvents())))
                .setCoder(EventCoder.of())
                .apply(Reify.timestamps()));
    Collected<MalformedRecord> malformed =
        Collected.of(
            blocks
                .apply("TakeMalformed", ParDo.of(new TakeMalformedFn()))
                .setCoder(MalformedRecordCoder.of()));
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();

    assertThat(
        events.elements().stream()
            .map(event -> event.getValue().uniqueKey() + event.getTimestamp())
            .sorted()
            .collect(Collectors.toList()),
        is(
            List.of(
                "a" + TIME,
                "b" + TIME.plus(Duration.millis(7)),
                "c" + TIME,
                "d" + TIME.plus(Duration.millis(7)))));
    assertThat(malformed.elements().size(), is(4));
    // Of each block: two events, two malformed, one late; the reread one is not counted as read.
    assertThat(count(result, JobMetrics.READ), is(10L));
    assertThat(count(result, JobMetrics.LATE), is(2L));
    assertThat(count(result, JobMetrics.MALFORMED), is(4L));
    assertThat(count(result, JobMetrics.malformed(MalformedReason.EMPTY)), is(2L));
    assertThat(count(result, JobMetrics.malformed(MalformedReason.NOT_JSON)), is(2L));
    assertThat(count(result, JobMetrics.REREAD), is(2L));
    assertThat(count(result, JobMetrics.BLOCKS), is(3L));
  }

  private static long count(PipelineResult result, String name) {
    return Counters.committed(result, name);
  }

  private static Event event(String key) {
    return Event.of(key, null, null, List.of("all"));
  }

  private static RecordBlock block(Event first, String second) {
    RecordBlock.Builder block = new RecordBlock.Builder(new PackedEvents().packer());
    block.event(first, TIME, false);
    block.malformed(malformed(MalformedReason.EMPTY));
    block.late();
    block.event(event(second), TIME.plus(Duration.millis(7)), false);
    block.reread();
    block.malformed(malformed(MalformedReason.NOT_JSON));
    return block.build();
  }

  private static MalformedRecord malformed(MalformedReason reason) {
    return MalformedRecord.builder()
        .setReason(reason)
        .setDetail("no good")
        .setTopic("clicks")
        .setPartition(0)
        .setOffset(1)
        .build();
  }
}
