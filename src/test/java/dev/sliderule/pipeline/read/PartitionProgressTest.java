package dev.sliderule.pipeline.read;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.sliderule.testing.Locales;
import java.util.Optional;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PartitionProgressTest {
  private static final Instant EARLY = Instant.parse("1969-12-31T23:59:59.999Z");
  private static final Instant LATE = Instant.parse("2026-01-31T12:00:00Z");

  @Test
  void survivesACommit() {
    for (PartitionProgress progress :
        new PartitionProgress[] {
          PartitionProgress.NONE,
          PartitionProgress.of(7, LATE, EARLY),
          PartitionProgress.of(Long.MAX_VALUE, LATE, BoundedWindow.TIMESTAMP_MAX_VALUE)
        }) {
      assertThat(PartitionProgress.fromCommit(progress.toCommit()), is(Optional.of(progress)));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.sliderule.testing.Locales#tags")
  void survivesACommitInAnyLocale(String locale) throws Exception {
    PartitionProgress progress = PartitionProgress.of(1_234_567, LATE, EARLY);
    OffsetAndMetadata commit = Locales.in(locale, progress::toCommit);
    assertThat(commit.metadata(), is("watermark=-1 max=1769860800000"));
    assertThat(
        Locales.in(locale, () -> PartitionProgress.fromCommit(commit)), is(Optional.of(progress)));
  }

  @Test
  void doesNotTakeWhatOthersHaveCommitted() {
    for (String text : new String[] {"", "watermark=1", "watermark=1 max=2 ", "end of input"}) {
      assertThat(
          PartitionProgress.fromCommit(new OffsetAndMetadata(3, text)), is(Optional.empty()));
    }
  }

  @Test
  void takesTheFartherOfEachNumber() {
    PartitionProgress one = PartitionProgress.of(5, LATE, EARLY);
    PartitionProgress other = PartitionProgress.of(6, EARLY, LATE);
    PartitionProgress both = PartitionProgress.of(6, LATE, LATE);
    assertThat(one.mergedWith(other), is(both));
    assertThat(other.mergedWith(one), is(both));
    assertThat(one.mergedWith(PartitionProgress.NONE), is(one));
  }
}
