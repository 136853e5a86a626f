package dev.sliderule.pipeline.read;

import org.apache.beam.sdk.transforms.DoFn;

/**
 * Takes the malformed records out of blocks. A step of its own: of one with two outputs, the
 * SparkRunner encodes every element, keeps it in memory and decodes it once for each output.
 */
final class TakeMalformedFn extends DoFn<RecordBlock, MalformedRecord> {
  private static final long serialVersionUID = 1L;

  @ProcessElement
  public void processElement(@Element RecordBlock block, OutputReceiver<MalformedRecord> out) {
    block.malformed().forEach(out::output);
  }
}
