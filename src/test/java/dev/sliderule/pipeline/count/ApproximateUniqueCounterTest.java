package dev.sliderule.pipeline.count;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.ApproximateUnique;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApproximateUniqueCounterTest {
  private static final int SAMPLE_SIZE = 64;

  private final ApproximateUniqueCounter counter =
      ApproximateUniqueCounter.ofSampleSize(SAMPLE_SIZE);

  @Test
  @SuppressWarnings("deprecation") // The transform that the counter must equal.
  void givesTheNumbersOfBeamsTransform() {
    Random random = new Random(7);
    List<KV<Integer, String>> keys = new ArrayList<>();
    Map<Integer, Long> ours = new TreeMap<>();
    for (int uniques : new int[] {1, 63, 64, 65, 100, 1_000, 20_000}) {
      UniqueSketch sketch = counter.newSketch();
      for (int i = 0; i < uniques * 2; i++) {
        String key = "Grüße " + random.nextInt(uniques) + " of " + uniques;
        keys.add(KV.of(uniques, key));
        sketch.add(key);
      }
      ours.put(uniques, sketch.estimate().value());
    }
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    PCollection<KV<Integer, Long>> beams =
        pipeline.apply(Create.of(keys)).apply(ApproximateUnique.perKey(SAMPLE_SIZE));
    PAssert.thatMap(beams).isEqualTo(ours);
    pipeline.run().waitUntilFinish();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 64, 65, 5_000})
  void givesTheSameForAnyOrderAndDivision(int uniques) throws IOException {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < uniques; i++) {
      keys.add("k" + i);
    }
    UniqueSketch whole = counter.newSketch();
    keys.forEach(whole::add);
    Collections.shuffle(keys, new Random(uniques));
    UniqueSketch merged = counter.newSketch();
    for (int from = 0; from < keys.size(); from += 100) {
      UniqueSketch part = counter.newSketch();
      keys.subList(from, Math.min(from + 100, keys.size())).forEach(part::add);
      byte[] before = bytes(part);
      merged.merge(part);
      assertThat(bytes(part), is(before));
    }
    assertThat(merged.estimate(), is(whole.estimate()));
    assertThat(bytes(merged), is(bytes(whole)));
    assertThat(readBack(merged).estimate(), is(whole.estimate()));
  }

  @Test
  void isExactBelowTheSampleSize() {
    UniqueSketch sketch = counter.newSketch();
    for (int i = 0; i < 10_000; i++) {
      sketch.add("k" + i % (SAMPLE_SIZE - 1));
    }
    assertThat(sketch.estimate(), is(UniqueEstimate.exact(SAMPLE_SIZE - 1)));
  }

  /** 2,000 trials: the share of hits is binomial, with a standard error of half a percent. */
  @Test
  void holdsTheTruthWithinItsBoundsInNinetyFivePercentOfTrials() {
    int trials = 2_000;
    int truth = 3_000;
    int hits = 0;
    double sum = 0;
    for (int trial = 0; trial < trials; trial++) {
      UniqueSketch sketch = ApproximateUniqueCounter.ofSampleSize(256).newSketch();
      for (int i = 0; i < truth; i++) {
        sketch.add(trial + "/" + i);
      }
      UniqueEstimate estimate = sketch.estimate();
      sum += estimate.value();
      hits += estimate.low() <= truth && truth <= estimate.high() ? 1 : 0;
    }
    assertThat((double) hits / trials, greaterThanOrEqualTo(0.93));
    assertThat(sum / trials / truth, closeTo(1.0, 0.005));
  }

  @Test
  void copiesShareNothing() {
    UniqueSketch sketch = counter.newSketch();
    sketch.add("a");
    UniqueSketch copy = sketch.copy();
    sketch.add("b");
    copy.add("c");
    copy.add("d");
    assertThat(sketch.estimate().value(), is(2L));
    assertThat(copy.estimate().value(), is(3L));
  }

  @Test
  void takesBeamsSampleSizeForAnError() {
    assertThat(ApproximateUniqueCounter.ofMaxEstimationError(0.05).sampleSize(), is(1_600));
    assertThat(ApproximateUniqueCounter.ofMaxEstimationError(0.5).sampleSize(), is(16));
    assertThat(ApproximateUniqueCounter.ofMaxEstimationError(0.01).sampleSize(), is(40_000));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.0099, 0.51, -1, Double.NaN})
  void refusesErrorsThatBeamRefuses(double error) {
    assertThrows(
        IllegalArgumentException.class, () -> ApproximateUniqueCounter.ofMaxEstimationError(error));
  }

  @Test
  void refusesBytesOfALargerSketch() throws IOException {
    UniqueSketch large = ApproximateUniqueCounter.ofSampleSize(100).newSketch();
    for (int i = 0; i < 100; i++) {
      large.add("k" + i);
    }
    assertThrows(IOException.class, () -> readBack(large));
  }

  private UniqueSketch readBack(UniqueSketch sketch) throws IOException {
    return counter.readFrom(new DataInputStream(new ByteArrayInputStream(bytes(sketch))));
  }

  private static byte[] bytes(UniqueSketch sketch) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    sketch.writeTo(new DataOutputStream(out));
    return out.toByteArray();
  }
}
