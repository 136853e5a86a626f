package dev.sliderule.pipeline.aggregate;

import dev.sliderule.pipeline.event.Grouping;
import dev.sliderule.pipeline.metrics.JobMetrics;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/**
 * Counts the records that made it into a slice. Slices are disjoint and every record is in the
 * overall total exactly once, so the sum over its slices is the number of counted records.
 */
final class CountCountedFn extends DoFn<KV<String, Aggregate>, KV<String, Aggregate>> {
  private static final long serialVersionUID = 1L;

  private final Counter counted = JobMetrics.counter(JobMetrics.COUNTED);

  @ProcessElement
  public void processElement(
      @Element KV<String, Aggregate> slice, OutputReceiver<KV<String, Aggregate>> out) {
    if (slice.getKey().equals(Grouping.ALL_GROUP)) {
      counted.inc(slice.getValue().records());
    }
    out.output(slice);
  }
}
