package dev.sliderule.pipeline.windows;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.Random;
import java.util.stream.LongStream;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class SlidingWindowSpecTest {

  @Test
  void knowsTheOldestOpenWindowAndWhatIsTooLateForAll() {
    Random random = new Random(3);
    for (int i = 0; i < 3_000; i++) {
      SlidingWindowSpec windows = randomWindows(random);
      long size = windows.size().getMillis();
      long watermark = random.nextInt(400) - 200L;
      long oldest =
          starts(windows).filter(start -> isOpen(windows, start, watermark)).min().getAsLong();
      assertThat(
          windows + " at " + watermark,
          windows.startOfOldestOpenWindow(at(watermark)),
          is(at(oldest)));

      long time = random.nextInt(400) - 200L;
      boolean closed =
          starts(windows)
              .filter(start -> start <= time && time < start + size)
              .noneMatch(start -> isOpen(windows, start, watermark));
      assertThat(
          windows + " at " + watermark + " for " + time,
          at(time).isBefore(windows.startOfOldestOpenWindow(at(watermark))),
          is(closed));
    }
  }

  private static SlidingWindowSpec randomWindows(Random random) {
    int size = 1 + random.nextInt(40);
    int period = 1 + random.nextInt(size);
    return SlidingWindowSpec.builder()
        .setSize(Duration.millis(size))
        .setPeriod(Duration.millis(period))
        .setOffset(Duration.millis(random.nextInt(period)))
        .setAllowedLateness(Duration.millis(random.nextInt(3) * 15L))
        .build();
  }

  /** Beam's own rule: closed once the watermark is after the last millisecond and the lateness. */
  private static boolean isOpen(SlidingWindowSpec windows, long start, long watermark) {
    return start + windows.size().getMillis() - 1 + windows.allowedLateness().getMillis()
        >= watermark;
  }

  private static LongStream starts(SlidingWindowSpec windows) {
    long offset = windows.offset().getMillis();
    return LongStream.range(-600, 600)
        .filter(start -> Math.floorMod(start - offset, windows.period().getMillis()) == 0);
  }

  @Test
  void leavesTheEndsOfTimeAsTheyAre() {
    SlidingWindowSpec windows =
        SlidingWindowSpec.builder()
            .setSize(Duration.standardDays(10))
            .setPeriod(Duration.standardDays(10))
            .build();
    for (Instant end :
        new Instant[] {BoundedWindow.TIMESTAMP_MIN_VALUE, BoundedWindow.TIMESTAMP_MAX_VALUE}) {
      assertThat(windows.startOfOldestOpenWindow(end), is(end));
    }
  }

  @Test
  void hasANameForEachChoiceOfWindows() {
    SlidingWindowSpec windows =
        SlidingWindowSpec.builder()
            .setSize(Duration.standardSeconds(10))
            .setPeriod(Duration.standardSeconds(5))
            .setOffset(Duration.millis(250))
            .setAllowedLateness(Duration.standardMinutes(1))
            .build();
    assertThat(windows.name(), is("10000/5000+250~60000"));
  }

  private static Instant at(long millis) {
    return Instant.ofEpochMilli(millis);
  }
}
