package dev.sliderule.pipeline.count;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** What every counter promises, whatever is added in whatever order and division. */
class UniqueCounterProperties {

  @Provide
  Arbitrary<List<String>> keys() {
    Arbitrary<String> few = Arbitraries.integers().between(0, 30).map(i -> "k" + i);
    Arbitrary<String> many = Arbitraries.integers().between(0, 1_000_000).map(i -> "C" + i);
    Arbitrary<String> odd = Arbitraries.of("", " ", "\u0000", "ü", "\uD83D\uDE00", "\uFFFF");
    return Arbitraries.frequencyOf(Tuple.of(1, few), Tuple.of(10, many), Tuple.of(1, odd))
        .list()
        .ofMaxSize(1_500);
  }

  @Property(tries = 150)
  void orderDivisionAndCodingMakeNoDifference(
      @ForAll Estimator estimator,
      @ForAll("keys") List<String> keys,
      @ForAll @IntRange(min = 1, max = 700) int part,
      @ForAll Random random)
      throws IOException {
    UniqueCounter counter =
        estimator.counter(estimator == Estimator.EXACT ? null : Double.valueOf(0.1));
    UniqueSketch whole = counter.newSketch();
    keys.forEach(whole::add);

    Collections.shuffle(keys, random);
    UniqueSketch merged = counter.newSketch();
    for (int from = 0; from < keys.size(); from += part) {
      UniqueSketch slice = counter.newSketch();
      keys.subList(from, Math.min(from + part, keys.size())).forEach(slice::add);
      merged.merge(decoded(counter, slice));
    }

    assertThat(merged.estimate(), is(whole.estimate()));
    assertThat(merged.copy().estimate(), is(whole.estimate()));
    assertThat(decoded(counter, merged).estimate(), is(whole.estimate()));
  }

  @Property(tries = 50)
  void exactIsExact(@ForAll("keys") List<String> keys) {
    UniqueSketch sketch = ExactCounter.create().newSketch();
    keys.forEach(sketch::add);
    assertThat(sketch.estimate(), is(UniqueEstimate.exact(new HashSet<>(keys).size())));
  }

  private static UniqueSketch decoded(UniqueCounter counter, UniqueSketch sketch)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    sketch.writeTo(new DataOutputStream(out));
    return counter.readFrom(new DataInputStream(new ByteArrayInputStream(out.toByteArray())));
  }
}
