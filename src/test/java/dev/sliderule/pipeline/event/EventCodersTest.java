package dev.sliderule.pipeline.event;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.util.CoderUtils;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link EventCoder} and {@link ProjectionCoder}. */
class EventCodersTest {
  private static final byte[] VALUE = "{\"u\":\"ü\"}".getBytes(StandardCharsets.UTF_8);

  static Stream<Event> events() {
    return Stream.of(
        Event.of(null, null, null, List.of("all")),
        Event.of("", BigDecimal.ZERO, 0L, List.of("all", "")),
        Event.of("u😀", new BigDecimal("-12.340"), -1L, List.of("all", "city=Köln")),
        Event.of("k", new BigDecimal("1e399"), Long.MAX_VALUE, List.of()),
        Event.of("k", new BigDecimal("5e-324"), Long.MIN_VALUE, List.of("a", "b", "c")),
        Event.of(null, new BigDecimal("0.10"), null, List.of("all")),
        Event.of("k".repeat(100_000), null, 7L, List.of("all")));
  }

  @ParameterizedTest
  @MethodSource("events")
  void eventsComeBackAsTheyWere(Event event) throws Exception {
    CoderProperties.coderDecodeEncodeEqual(EventCoder.of(), event);
  }

  @Test
  void equalEventsAreEqualForBeamAndDifferentOnesAreNot() throws Exception {
    Event event = Event.of("k", new BigDecimal("1.0"), 1L, List.of("all"));
    Event same = Event.of("k", new BigDecimal("1.0"), 1L, List.of("all"));
    Event other = Event.of("k", new BigDecimal("1.00"), 1L, List.of("all"));
    CoderProperties.coderConsistentWithEquals(EventCoder.of(), event, same);
    CoderProperties.coderConsistentWithEquals(EventCoder.of(), event, other);
    CoderProperties.structuralValueConsistentWithEquals(EventCoder.of(), event, other);
  }

  @Test
  void anEventTakesTensOfBytes() throws Exception {
    Event event = Event.of("customer-4711", new BigDecimal("129.95"), 17L, List.of("all"));
    assertThat(CoderUtils.encodeToByteArray(EventCoder.of(), event).length, is(lessThan(50)));
  }

  @ParameterizedTest
  @MethodSource("events")
  void projectionsOfEventsComeBackAsTheyWere(Event event) throws Exception {
    CoderProperties.coderDecodeEncodeEqual(
        ProjectionCoder.of(), Projection.event(event, Instant.ofEpochMilli(1_700_000_000_123L)));
    CoderProperties.coderDecodeEncodeEqual(
        ProjectionCoder.of(), Projection.eventAtRecordTime(event, VALUE));
  }

  @ParameterizedTest
  @EnumSource(MalformedReason.class)
  void malformedProjectionsComeBackAsTheyWere(MalformedReason reason) throws Exception {
    CoderProperties.coderDecodeEncodeEqual(
        ProjectionCoder.of(), Projection.malformed(reason, "wärum 😀", VALUE));
    CoderProperties.coderDecodeEncodeEqual(
        ProjectionCoder.of(), Projection.malformed(reason, "", new byte[0]));
    CoderProperties.coderDecodeEncodeEqual(
        ProjectionCoder.of(), Projection.malformed(reason, "no value", null));
  }

  @Test
  void codersCanBeSentToWorkers() {
    CoderProperties.coderSerializable(EventCoder.of());
    CoderProperties.coderSerializable(ProjectionCoder.of());
  }
}
