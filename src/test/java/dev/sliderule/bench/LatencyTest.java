package dev.sliderule.bench;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatencyTest {
  @Test
  void quantilesAreValuesThatOccurred() {
    List<Long> millis = LongStream.rangeClosed(1, 200).boxed().collect(Collectors.toList());
    Collections.reverse(millis);
    Latency latency = new Latency(new SliderulePipeline(), 1_000, 0, millis);
    assertThat(latency.quantile(0.5), is(100L));
    assertThat(latency.quantile(0.99), is(198L));
    assertThat(latency.quantile(1), is(200L));
  }

  @Test
  void thereMayBeNoRows() {
    Latency latency = new Latency(new SliderulePipeline(), 1_000, 11, List.of());
    assertThat(latency.quantile(0.5), is(-1L));
    assertThat(latency.rows(), is(0));
  }
}
