package dev.sliderule.pipeline.read;

import dev.sliderule.pipeline.metrics.JobMetrics;
import java.util.List;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.DoFn;

/** Takes the events out of blocks, and counts what became of all the records in them. */
final class TakeEventsFn<T> extends DoFn<RecordBlock, T> {
  private static final long serialVersionUID = 1L;

  private final Counter blocks = JobMetrics.counter(JobMetrics.BLOCKS);
  private final Counter read = JobMetrics.counter(JobMetrics.READ);
  private final Counter malformed = JobMetrics.counter(JobMetrics.MALFORMED);
  private final Counter late = JobMetrics.counter(JobMetrics.LATE);
  private final Counter reread = JobMetrics.counter(JobMetrics.REREAD);

  private final EventPacking<T> packing;

  TakeEventsFn(EventPacking<T> packing) {
    this.packing = packing;
  }

  @ProcessElement
  public void processElement(@Element RecordBlock block, OutputReceiver<T> out) {
    List<MalformedRecord> bad = block.malformed();
    blocks.inc();
    read.inc((long) block.events() + block.late() + bad.size());
    late.inc(block.late());
    reread.inc(block.reread());
    malformed.inc(bad.size());
    bad.forEach(record -> JobMetrics.counter(JobMetrics.malformed(record.reason())).inc());
    packing.unpack(block.packedEvents(), out::outputWithTimestamp);
  }
}
