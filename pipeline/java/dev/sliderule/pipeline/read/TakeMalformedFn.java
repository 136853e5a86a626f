package dev.sliderule.pipeline.read;

import dev.sliderule.pipeline.event.MalformedRecord;
import dev.sliderule.pipeline.metrics.JobMetrics;
import org.apache.beam.sdk.transforms.DoFn;

/**
 * Takes the malformed records out of blocks. A step of its own: of one with two outputs, the
 * SparkRunner encodes every element, keeps it in memory and decodes it once for each output.
 */
final class TakeMalformedFn extends DoFn<Block, MalformedRecord> {
  private static final long serialVersionUID = 1L;

  @ProcessElement
  public void processElement(@Element Block block, OutputReceiver<MalformedRecord> out) {
    for (MalformedRecord record : block.malformed()) {
      JobMetrics.counter(JobMetrics.malformed(record.reason())).inc();
      out.output(record);
    }
  }
}
