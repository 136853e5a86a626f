package dev.sliderule.bench.streams;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.memory.Memory;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** What is known of a group in a window. */
final class GroupCount {
  private final HllSketch customers;
  private long records;
  private long cents;

  private GroupCount(HllSketch customers, long records, long cents) {
    this.customers = customers;
    this.records = records;
    this.cents = cents;
  }

  /**
   * Nothing yet.
   *
   * @param lgK binary logarithm of the sketch's registers
   */
  static GroupCount empty(int lgK) {
    return new GroupCount(new HllSketch(lgK, TgtHllType.HLL_8), 0, 0);
  }

  GroupCount add(Share share) {
    customers.update(share.customer());
    records++;
    cents += share.cents();
    return this;
  }

  long records() {
    return records;
  }

  /** The estimated number of different customers. */
  long unique() {
    return Math.round(customers.getEstimate());
  }

  BigDecimal amountSum() {
    return BigDecimal.valueOf(cents, 2);
  }

  static Serde<GroupCount> serde() {
    return Serdes.serdeFrom(
        (topic, count) -> {
          byte[] sketch = count.customers.toCompactByteArray();
          return ByteBuffer.allocate(2 * Long.BYTES + sketch.length)
              .putLong(count.records)
              .putLong(count.cents)
              .put(sketch)
              .array();
        },
        (topic, bytes) -> {
          ByteBuffer buffer = ByteBuffer.wrap(bytes);
          long records = buffer.getLong();
          long cents = buffer.getLong();
          Memory sketch = Memory.wrap(bytes).region(buffer.position(), buffer.remaining());
          return new GroupCount(HllSketch.heapify(sketch), records, cents);
        });
  }
}
