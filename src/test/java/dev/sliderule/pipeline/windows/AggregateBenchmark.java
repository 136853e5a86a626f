package dev.sliderule.pipeline.windows;

import dev.sliderule.pipeline.count.Estimator;
import dev.sliderule.pipeline.count.UniqueCounter;
import dev.sliderule.pipeline.event.Event;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What happens to aggregates once they are there: merging slices into a window, and coding. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class AggregateBenchmark {
  @Param({"APPROXIMATE_UNIQUE", "HLL", "EXACT"})
  public Estimator estimator;

  @Param({"10", "1000", "100000"})
  public int uniques;

  private UniqueCounter counter;
  private AggregateCoder coder;
  private Aggregate slice;
  private Aggregate other;
  private byte[] encoded;

  @Setup
  public void setUp() throws IOException {
    counter = estimator.counter(null);
    coder = AggregateCoder.of(counter);
    slice = aggregate(0);
    other = aggregate(uniques / 2);
    encoded = encode();
  }

  private Aggregate aggregate(int from) {
    Aggregate aggregate = new Aggregate(counter.newSketch());
    for (int i = from; i < from + uniques; i++) {
      aggregate.add(Event.of("C" + i, BigDecimal.valueOf(i, 2), (long) i, List.of("all")));
    }
    return aggregate.copy();
  }

  @Benchmark
  public Aggregate mergeTwoSlices() {
    Aggregate merged = new Aggregate(counter.newSketch());
    merged.merge(slice);
    merged.merge(other);
    return merged;
  }

  @Benchmark
  public byte[] encode() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    coder.encode(slice, out);
    return out.toByteArray();
  }

  @Benchmark
  public Aggregate decode() throws IOException {
    return coder.decode(new ByteArrayInputStream(encoded));
  }
}
