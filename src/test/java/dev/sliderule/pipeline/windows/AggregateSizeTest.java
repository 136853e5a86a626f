package dev.sliderule.pipeline.windows;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.sliderule.pipeline.count.Estimator;
import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.event.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The sizes that docs/accumulator.md states. */
class AggregateSizeTest {

  @ParameterizedTest
  @EnumSource(Estimator.class)
  void isAsTheDocumentSays(Estimator estimator) throws IOException {
    StringBuilder line = new StringBuilder("| `" + estimator + "` |");
    for (int uniques : new int[] {0, 10, 1_000, 1_000_000}) {
      line.append(String.format(Locale.ROOT, " %,d |", encodedSize(estimator, uniques)));
    }
    assertThat(Files.readString(Path.of("docs/accumulator.md")), containsString(line.toString()));
  }

  private static int encodedSize(Estimator estimator, int uniques) throws IOException {
    UniqueCounter counter = estimator.counter(null);
    Aggregate aggregate = new Aggregate(counter.newSketch());
    for (int i = 0; i < uniques; i++) {
      String key = String.format(Locale.ROOT, "C%06d", i);
      aggregate.add(Event.of(key, new BigDecimal("12.34"), (long) i / 10, List.of("all")));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AggregateCoder.of(counter).encode(aggregate, out);
    return out.size();
  }
}
