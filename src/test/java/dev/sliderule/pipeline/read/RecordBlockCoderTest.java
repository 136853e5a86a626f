package dev.sliderule.pipeline.read;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import dev.sliderule.pipeline.event.Event;
import dev.sliderule.pipeline.event.MalformedReason;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class RecordBlockCoderTest {
  private static final Instant TIME = Instant.parse("2026-01-31T12:00:00Z");
  private static final RecordBlockCoder CODER = RecordBlockCoder.of();

  private final RecordBlock.Builder builder = new RecordBlock.Builder(new PackedEvents().packer());
  private final List<TimestampedValue<Event>> events = new ArrayList<>();

  @Test
  void keepsEverythingOfEvents() throws Exception {
    event("u1", "12.50", 7L, TIME, "all", "page=home");
    event("ü€😀", "-0.010", -1L, TIME.minus(Duration.millis(1_000)), "all", "page=");
    event("", "1E+400", Long.MIN_VALUE, TIME.plus(Duration.millis(3_600_000)), "all", "page=home");
    event("u1", "123456789012345678901234567890.12", Long.MAX_VALUE, Instant.EPOCH, "all");
    event("u1", "999999999999999999", 0L, TIME);
    event("u1", "-9223372036854775808", 0L, TIME, "page=home", "all");
    event(null, null, null, TIME, "all");
    assertThat(eventsOf(copy(builder.build())), is(events));
  }

  @Test
  void keepsMalformedRecords() throws Exception {
    MalformedRecord bad = malformed(41, "k", "not JSON");
    MalformedRecord tombstone = malformed(42, null, null);
    MalformedRecord empty = malformed(43, "", "");
    builder.malformed(bad);
    event("u1", "1", 1L, TIME, "all");
    builder.malformed(tombstone);
    builder.malformed(empty);
    RecordBlock block = copy(builder.build());
    assertThat(block.malformed(), is(List.of(bad, tombstone, empty)));
    assertThat(eventsOf(block), is(events));
  }

  @Test
  void keepsTheNumbers() throws Exception {
    builder.late();
    builder.late();
    builder.reread();
    RecordBlock block = copy(builder.build());
    assertThat(block.late(), is(2));
    assertThat(block.reread(), is(1));
    assertThat(block.events(), is(0));
    assertThat(block.malformed(), is(List.of()));
    assertThat(builder.records(), is(3));
  }

  @Test
  void equalRecordsAreEqualBytes() throws Exception {
    RecordBlock block = mixed();
    RecordBlock same = mixed();
    CoderProperties.coderConsistentWithEquals(CODER, block, same);
    assertThat(encoded(same), is(encoded(block)));
    assertThat(encoded(copy(block)), is(encoded(block)));
    CoderProperties.coderDecodeEncodeEqual(ListCoder.of(CODER), List.of(block, same));
    CoderProperties.coderSerializable(CODER);
  }

  private static RecordBlock mixed() {
    RecordBlock.Builder mixed = new RecordBlock.Builder(new PackedEvents().packer());
    mixed.event(Event.of("u", BigDecimal.ONE, 1L, List.of("all")), TIME, false);
    mixed.malformed(malformed(1, null, "x"));
    mixed.late();
    return mixed.build();
  }

  /** As JSON, such a record has 20 times as many bytes. */
  @Test
  void takesAFewBytesForAnEvent() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      event(
          "C" + i,
          "249.99",
          (long) i,
          TIME.plus(Duration.millis(i)),
          "all",
          "product_category=Books");
    }
    assertThat(encoded(builder.build()).length, is(lessThan(18_000)));
  }

  @Test
  void knowsTheEarliestEvent() {
    assertThat(builder.earliest() == null, is(true));
    event("u1", "1", 1L, TIME, "all");
    event("u1", "1", 1L, TIME.minus(Duration.millis(5)), "all");
    event("u1", "1", 1L, TIME.plus(Duration.millis(5)), "all");
    assertThat(builder.earliest(), is(TIME.minus(Duration.millis(5))));
  }

  private void event(
      @Nullable String key,
      @Nullable String amount,
      @Nullable Long sequence,
      Instant time,
      String... groups) {
    Event event =
        Event.of(key, amount == null ? null : new BigDecimal(amount), sequence, List.of(groups));
    events.add(TimestampedValue.of(event, time));
    builder.event(event, time, false);
  }

  static List<TimestampedValue<Event>> eventsOf(RecordBlock block) {
    List<TimestampedValue<Event>> events = new ArrayList<>();
    new PackedEvents()
        .unpack(
            block.packedEvents(), (event, time) -> events.add(TimestampedValue.of(event, time)));
    return events;
  }

  private static MalformedRecord malformed(
      long offset, @Nullable String key, @Nullable String value) {
    return MalformedRecord.builder()
        .setReason(value == null ? MalformedReason.TOMBSTONE : MalformedReason.NOT_JSON)
        .setDetail("no good")
        .setTopic("clicks")
        .setPartition(3)
        .setOffset(offset)
        .setKey(bytes(key))
        .setValue(bytes(value))
        .build();
  }

  @Nullable
  private static byte[] bytes(@Nullable String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] encoded(RecordBlock block) throws IOException {
    return CoderUtils.encodeToByteArray(CODER, block);
  }

  private static RecordBlock copy(RecordBlock block) throws IOException {
    return CoderUtils.clone(CODER, block);
  }
}
