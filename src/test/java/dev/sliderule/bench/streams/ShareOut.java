package dev.sliderule.bench.streams;

import java.util.Map;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Gives each event to its groups. The last one of a partition is the one that closes windows: all
 * partitions of groups get it, as an end, and no group counts it.
 */
final class ShareOut extends ContextualProcessor<byte[], Sale, String, Share> {
  /** The key of an end; that of no group. */
  static final String END = "";

  private static final String ALL = "all";

  private final String groupField;
  private final Map<Integer, Long> ends;

  /**
   * A processor.
   *
   * @param ends number of the partition and the offset where it ends
   */
  ShareOut(String groupField, Map<Integer, Long> ends) {
    this.groupField = groupField;
    this.ends = ends;
  }

  @Override
  public void process(Record<byte[], Sale> event) {
    RecordMetadata at = context().recordMetadata().orElseThrow();
    if (at.offset() + 1 == ends.get(at.partition())) {
      Share end = new Share(Integer.toString(at.partition()), 0);
      context().forward(event.withKey(END).withValue(end));
      return;
    }
    Sale sale = event.value();
    Share share = new Share(sale.customer(), sale.cents());
    context().forward(event.withKey(ALL).withValue(share));
    context().forward(event.withKey(groupField + "=" + sale.group()).withValue(share));
  }
}
