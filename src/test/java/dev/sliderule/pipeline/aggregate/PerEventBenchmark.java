package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.count.Estimator;
import dev.sliderule.pipeline.event.EventFields;
import dev.sliderule.pipeline.event.EventProjector;
import dev.sliderule.pipeline.event.Projection;
import dev.sliderule.pipeline.window.SlidingWindowSpec;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.OutputBuilder;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What one event costs, from its JSON to the aggregate of its slice, by size ÷ period. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class PerEventBenchmark {
  private static final int EVENTS = 4_096;
  private static final long T0 = 1_700_000_000_000L;

  @Param({"2", "12", "60", "720"})
  public int overlap;

  private final byte[][] json = new byte[EVENTS][];
  private EventProjector projector;
  private PreAggregateFn preAggregate;
  private int next;

  @Setup
  public void setUp() {
    for (int i = 0; i < EVENTS; i++) {
      json[i] = transaction(i).getBytes(StandardCharsets.UTF_8);
    }
    EventFields fields =
        EventFields.builder()
            .setEventTime("producer_timestamp")
            .setUnique("customer_id")
            .setAmount("final_amount")
            .setSequence("batch_number")
            .build();
    projector = new EventProjector(fields, Instant::now);
    SlidingWindowSpec windows =
        SlidingWindowSpec.builder()
            .setPeriod(Duration.standardSeconds(5))
            .setSize(Duration.standardSeconds(5L * overlap))
            .build();
    preAggregate =
        new PreAggregateFn(windows, Estimator.APPROXIMATE_UNIQUE.counter(null), 2, 10_000);
  }

  /** A new bundle for each iteration, so that its aggregates stay as small as bundles are. */
  @Setup(Level.Iteration)
  public void startBundle() {
    preAggregate.startBundle();
  }

  private static String transaction(int i) {
    return String.format(
        "{\"customer_id\":\"C%06d\",\"transaction_id\":\"T%09d\",\"first_name\":\"Ada\",\"age\":36,"
            + "\"city\":\"London\",\"address\":{\"zip\":\"N1\",\"lines\":[\"a\",\"b\"]},"
            + "\"product_category\":\"Books\",\"final_amount\":%d.25,\"batch_number\":%d,"
            + "\"producer_timestamp\":%d.125}",
        (i * 7919) % 1_000, i, i % 500, i / 10, T0 / 1000 + i / 200);
  }

  @Benchmark
  public Projection perEvent() {
    Projection projection = projector.project(json[next++ % EVENTS]);
    preAggregate.processElement(projection.event(), projection.eventTime(), Nowhere.INSTANCE);
    return projection;
  }

  private enum Nowhere implements OutputReceiver<KV<Integer, GroupAggregates>> {
    INSTANCE;

    @Override
    public OutputBuilder<KV<Integer, GroupAggregates>> builder(KV<Integer, GroupAggregates> value) {
      throw new UnsupportedOperationException("One group in twenty slices fills no bundle");
    }
  }
}
