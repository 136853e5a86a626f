package dev.sliderule.pipeline.windows;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.common.JobFailedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Reading starts at offset 100 of partition 0; times are milliseconds. */
class ProgressTest {
  private static final Instant BEGINNING = BoundedWindow.TIMESTAMP_MIN_VALUE;
  private static final Instant NOW = at(1_700_000_000_000L);

  private Progress progress = Progress.from(Map.of(0, 100L));

  @Test
  void joinsSpansFromTheStartOn() {
    join(span(0, 100, 110, 5), span(0, 110, 120, 9));
    assertThat(progress.watermark(), is(at(9)));
    assertThat(reached(), contains("0 at 120, watermark 9, latest 9"));
  }

  @Test
  void doesNotLetTheWatermarkFall() {
    join(span(0, 100, 110, 5), span(0, 110, 120, 3));
    assertThat(progress.watermark(), is(at(5)));
  }

  @Test
  void waitsForTheSpanInFront() {
    join(span(0, 110, 120, 9));
    assertThat(progress.watermark(), is(BEGINNING));
    assertThat(reached(), is(empty()));
    join(span(0, 100, 110, 5));
    assertThat(progress.watermark(), is(at(9)));
    assertThat(reached(), contains("0 at 120, watermark 9, latest 9"));
  }

  @Test
  void closesGapsInAnyOrder() {
    Random random = new Random(5);
    for (int i = 0; i < 200; i++) {
      progress = Progress.from(Map.of(0, 100L));
      List<Span> spans = new ArrayList<>();
      for (int from = 100; from < 150; from += 10) {
        spans.add(span(0, from, from + 10, from));
      }
      Collections.shuffle(spans, random);
      for (Span span : spans) {
        join(span);
        progress = KeptShard.writtenAndRead(Progress.ProgressCoder.of(), progress);
      }
      assertThat(reached(), contains("0 at 150, watermark 140, latest 140"));
    }
  }

  @Test
  void movesOnlyTheWatermarkBySpansWithoutRecords() {
    join(span(0, 100, 100, 3));
    assertThat(reached(), contains("0 at 100, watermark 3, latest 3"));
    join(span(0, 100, 110, 4), span(0, 110, 110, 7));
    assertThat(reached(), contains("0 at 110, watermark 7, latest 7"));
  }

  @Test
  void takesASpanWithoutRecordsAfterTheOneThatItCameBefore() {
    join(span(0, 110, 110, 7));
    assertThat(progress.watermark(), is(BEGINNING));
    join(span(0, 100, 110, 4));
    assertThat(progress.watermark(), is(at(7)));
    join(span(0, 110, 120, 8), span(0, 110, 110, 7));
    assertThat(reached(), contains("0 at 120, watermark 8, latest 8"));
  }

  @Test
  void endsTheJobWhenRecordsComeTwice() {
    join(span(0, 100, 110, 5));
    assertThat(
        failure(span(0, 105, 120, 9)),
        containsString("records 105 to 109 of partition 0 have come twice"));
    assertThat(
        failure(span(0, 100, 110, 5)),
        containsString("records 100 to 109 of partition 0 have come twice"));
  }

  @Test
  void endsTheJobWhenRecordsFromBeforeTheStartCome() {
    assertThat(failure(span(0, 90, 110, 5)), containsString("partition 0"));
  }

  @Test
  void endsTheJobWhenRecordsBehindAGapComeTwice() {
    join(span(0, 110, 120, 5), span(0, 115, 115, 5));
    assertThat(
        "before rows are made with both",
        failure(span(0, 115, 125, 5)),
        containsString("records 115 to 119 of partition 0 have come twice"));
  }

  @Test
  void endsTheJobWhenAGapHasBeenThereForAMinute() {
    progress = Progress.from(Map.of(0, 100L, 1, 0L));
    join(span(0, 120, 130, 5));
    join(progress, List.of(span(1, 0, 10, 5)), NOW.plus(Duration.standardMinutes(1)));
    assertThat(
        assertThrows(
                JobFailedException.class,
                () ->
                    join(progress, List.of(span(1, 10, 20, 5)), NOW.plus(Duration.millis(60_001))))
            .getMessage(),
        containsString("records 100 to 119 of partition 0 have been read but are lost"));
  }

  @Test
  void givesEachGapItsMinute() {
    join(span(0, 110, 120, 5));
    Instant later = NOW.plus(Duration.standardSeconds(50));
    join(progress, List.of(span(0, 130, 140, 7)), later);
    join(progress, List.of(span(0, 100, 110, 4)), later);
    join(progress, List.of(), later.plus(Duration.standardMinutes(1)));
    assertThat(reached(), contains("0 at 120, watermark 5, latest 5"));
  }

  @Test
  void isNoFurtherThanTheLastPartition() {
    progress = Progress.from(Map.of(0, 100L, 1, 7L, 2, 0L));
    join(span(0, 100, 110, 5), span(1, 7, 8, 3));
    assertThat("partition 2 was not heard of", progress.watermark(), is(BEGINNING));
    assertThat(
        reached(), contains("0 at 110, watermark 5, latest 5", "1 at 8, watermark 3, latest 3"));
    join(span(2, 0, 0, 4));
    assertThat(progress.watermark(), is(at(3)));
    join(ended(1, 8), ended(2, 0));
    assertThat(progress.watermark(), is(at(5)));
    join(ended(0, 110));
    assertThat(progress.watermark(), is(BoundedWindow.TIMESTAMP_MAX_VALUE));
  }

  @Test
  void endsTheJobWhenThereIsANewPartition() {
    assertThat(
        failure(span(1, 0, 10, 5)),
        allOf(containsString("records of partition 1 have come"), containsString("run it again")));
  }

  @Test
  void staysTheSameWhenWrittenAndRead() {
    progress = Progress.from(Map.of(0, 100L, 1, 7L, 12, Long.MAX_VALUE - 10));
    join(
        span(0, 100, 110, -5),
        span(0, 120, 130, 9),
        span(0, 140, 150, 11),
        ended(12, Long.MAX_VALUE - 10));
    List<String> before = reached();
    progress = KeptShard.writtenAndRead(Progress.ProgressCoder.of(), progress);
    assertThat(reached(), is(before));
    join(span(0, 110, 120, 8));
    assertThat(reached().get(0), is("0 at 130, watermark 9, latest 9"));
    assertThat(
        "the second gap",
        assertThrows(
                JobFailedException.class,
                () -> join(progress, List.of(), NOW.plus(Duration.standardMinutes(2))))
            .getMessage(),
        containsString("records 130 to 139 of partition 0"));
  }

  private void join(Span... spans) {
    join(progress, Arrays.asList(spans), NOW);
  }

  private String failure(Span span) {
    return assertThrows(JobFailedException.class, () -> join(span)).getMessage();
  }

  private List<String> reached() {
    List<String> reached = new ArrayList<>();
    progress.forEachReached(
        span ->
            reached.add(
                String.format(
                    "%d at %d, watermark %d, latest %d",
                    span.partition(),
                    span.to(),
                    span.watermark().getMillis(),
                    span.maxEventTime().getMillis())));
    return reached;
  }

  private static Span span(int partition, long from, long to, long watermark) {
    return span(partition, from, to, at(watermark));
  }

  private static Span ended(int partition, long position) {
    return span(partition, position, position, BoundedWindow.TIMESTAMP_MAX_VALUE);
  }

  private static Span span(int partition, long from, long to, Instant watermark) {
    return Span.builder()
        .setPartition(partition)
        .setFrom(from)
        .setTo(to)
        .setWatermark(watermark)
        .setMaxEventTime(watermark)
        .setRecords(to - from)
        .setMalformed(0)
        .setReread(0)
        .build();
  }

  private static Instant at(long millis) {
    return Instant.ofEpochMilli(millis);
  }

  private static void join(Progress progress, List<Span> spans, Instant readAt) {
    progress.join(spans, readAt);
    progress.requireNoOldGap(readAt);
  }
}
