package dev.sliderule.generator.pace;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.util.SerializableUtils;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

class PacedIndicesTest {
  private static final long START = 1_700_000_000_000L;
  private static final PipelineOptions OPTIONS = PipelineOptionsFactory.create();

  private final HandClock clock = new HandClock();

  @Test
  void handsOutABatchWhenItIsDueAndNothingInBetween() throws IOException {
    UnboundedReader<IndexRun> reader =
        reader(Pace.batches(10, Duration.standardSeconds(10)), OptionalLong.empty());

    assertThat(reader.start(), is(true));
    assertThat(reader.getCurrent(), is(IndexRun.of(0, 10)));
    assertThat(reader.advance(), is(false));

    clock.advance(9_999);
    assertThat(reader.advance(), is(false));

    clock.advance(1);
    assertThat(reader.advance(), is(true));
    assertThat(reader.getCurrent(), is(IndexRun.of(10, 20)));
  }

  @Test
  void catchesUpInRunsOfBoundedLength() throws IOException {
    UnboundedReader<IndexRun> reader = reader(Pace.rate(1_000), OptionalLong.of(1_300));
    clock.advance(60_000);

    assertThat(
        drain(reader),
        contains(IndexRun.of(0, 500), IndexRun.of(500, 1_000), IndexRun.of(1_000, 1_300)));
  }

  @Test
  void asFastAsPossibleStillLeavesARunnerTimeToWork() throws IOException {
    UnboundedReader<IndexRun> reader = reader(Pace.max(), OptionalLong.empty());

    assertThat(drain(reader), hasSize(PacedIndices.RUNS_PER_TICK));
    clock.advance(PacedIndices.TICK_MILLIS);
    assertThat(drain(reader), hasSize(PacedIndices.RUNS_PER_TICK));
  }

  @Test
  void everyIndexComesOnceHoweverOftenTheReaderIsReplaced() throws Exception {
    PacedIndices source = PacedIndices.of(Pace.rate(900), OptionalLong.of(20_000), clock);
    List<Long> indices = new ArrayList<>();
    PacedIndices.Mark mark = null;
    while (indices.size() < 20_000) {
      UnboundedReader<IndexRun> reader = source.createReader(OPTIONS, mark);
      if (reader.start()) {
        indicesOf(reader.getCurrent()).forEach(indices::add);
      }
      clock.advance(777);
      mark =
          CoderUtils.clone(
              source.getCheckpointMarkCoder(), (PacedIndices.Mark) reader.getCheckpointMark());
      reader.close();
    }

    assertThat(
        indices, is(LongStream.range(0, 20_000).boxed().collect(Collectors.toUnmodifiableList())));
  }

  @Test
  void resumedReaderKeepsTheFirstStartTime() throws Exception {
    PacedIndices source =
        PacedIndices.of(
            Pace.batches(10, Duration.standardSeconds(10)), OptionalLong.empty(), clock);
    UnboundedReader<IndexRun> first = source.createReader(OPTIONS, null);
    drain(first);
    clock.advance(25_000);

    UnboundedReader<IndexRun> second =
        source.createReader(OPTIONS, (PacedIndices.Mark) first.getCheckpointMark());

    assertThat(drain(second), contains(IndexRun.of(10, 30)));
  }

  @Test
  void watermarkNeverPassesAnElementAndEndsWithTheLastOne() throws IOException {
    UnboundedReader<IndexRun> reader =
        reader(Pace.batches(10, Duration.standardSeconds(10)), OptionalLong.of(20));
    assertThat(reader.start(), is(true));
    org.joda.time.Instant watermark = reader.getWatermark();
    assertThat(
        watermark, is(lessThanOrEqualTo(org.joda.time.Instant.ofEpochMilli(START + 10_000))));

    clock.advance(10_500);
    assertThat(reader.advance(), is(true));
    assertThat(
        reader.getCurrentTimestamp(), is(org.joda.time.Instant.ofEpochMilli(START + 10_000)));
    assertThat(watermark, is(lessThanOrEqualTo(reader.getCurrentTimestamp())));
    assertThat(reader.getWatermark(), is(BoundedWindow.TIMESTAMP_MAX_VALUE));
  }

  @Test
  void endlessSourceNeverEnds() throws IOException {
    UnboundedReader<IndexRun> reader = reader(Pace.rate(1), OptionalLong.empty());
    drain(reader);
    clock.advance(1_000_000);
    drain(reader);

    assertThat(reader.getWatermark().isBefore(BoundedWindow.TIMESTAMP_MAX_VALUE), is(true));
  }

  @Test
  void clockThatIsSetBackDelaysAndRepeatsNothing() throws IOException {
    UnboundedReader<IndexRun> reader = reader(Pace.rate(1), OptionalLong.empty());
    clock.advance(5_000);
    assertThat(drain(reader), contains(IndexRun.of(0, 6)));

    clock.advance(-10_000);
    assertThat(drain(reader), is(empty()));

    clock.advance(11_000);
    assertThat(drain(reader), contains(IndexRun.of(6, 7)));
  }

  @Test
  void thereIsNoCurrentRunWhenNoneIsDue() throws IOException {
    UnboundedReader<IndexRun> reader = reader(Pace.rate(1), OptionalLong.of(1));
    drain(reader);

    assertThrows(NoSuchElementException.class, reader::getCurrent);
  }

  @Test
  void staysWholeHoweverManySplitsARunnerWants() {
    PacedIndices source = PacedIndices.of(Pace.max(), OptionalLong.empty(), Clock.systemUTC());

    assertThat(source.split(8, OPTIONS), contains(source));
    SerializableUtils.ensureSerializable(source);
  }

  @Test
  void runsSurviveTheirCoder() throws Exception {
    IndexRun run = IndexRun.of(7, 1L << 40);

    assertThat(CoderUtils.clone(IndexRunCoder.of(), run), is(run));
    assertThrows(IllegalArgumentException.class, () -> IndexRun.of(3, 3));
  }

  private UnboundedReader<IndexRun> reader(Pace pace, OptionalLong total) {
    return PacedIndices.of(pace, total, clock).createReader(OPTIONS, null);
  }

  private static List<IndexRun> drain(UnboundedReader<IndexRun> reader) throws IOException {
    List<IndexRun> runs = new ArrayList<>();
    while (reader.advance()) {
      runs.add(reader.getCurrent());
    }
    return runs;
  }

  private static List<Long> indicesOf(IndexRun run) {
    return LongStream.range(run.from(), run.to()).boxed().collect(Collectors.toUnmodifiableList());
  }

  /** A clock that stands still until it is told otherwise. */
  private static final class HandClock extends Clock {
    private long now = START;

    void advance(long millis) {
      now += millis;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(now);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
