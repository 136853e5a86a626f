package dev.sliderule.pipeline.count;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.datasketches.common.SketchesArgumentException;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;

/** A DataSketches HLL sketch, whose estimate depends on the keys alone. */
final class HyperLogLogSketch implements UniqueSketch {
  /** The library ignores empty text. This byte stands for it: it occurs in no UTF-8 text. */
  private static final byte[] EMPTY_KEY = {-1};

  private final int lgK;
  private final Union union;

  HyperLogLogSketch(int lgK) {
    this.lgK = lgK;
    this.union = new Union(lgK);
  }

  @Override
  public void add(String key) {
    if (key.isEmpty()) {
      union.update(EMPTY_KEY);
    } else {
      union.update(key);
    }
  }

  @Override
  public void merge(UniqueSketch other) {
    union.update(((HyperLogLogSketch) other).union.getResult(TgtHllType.HLL_8));
  }

  @Override
  public UniqueSketch copy() {
    HyperLogLogSketch copy = new HyperLogLogSketch(lgK);
    copy.merge(this);
    return copy;
  }

  @Override
  public UniqueEstimate estimate() {
    HllSketch result = settled();
    long value = Math.round(result.getEstimate());
    long low = (long) Math.floor(result.getLowerBound(HllCounter.STANDARD_DEVIATIONS));
    long high = (long) Math.ceil(result.getUpperBound(HllCounter.STANDARD_DEVIATIONS));
    return UniqueEstimate.of(value, Math.min(low, value), Math.max(high, value));
  }

  /**
   * The sketch, merged with itself. A sketch that was never merged gives another, slightly better,
   * estimate for the same registers; which ones were merged depends on bundles and runners, and the
   * rows must not.
   */
  private HllSketch settled() {
    HllSketch sketch = union.getResult(TgtHllType.HLL_8);
    Union twice = new Union(lgK);
    twice.update(sketch);
    twice.update(sketch);
    return twice.getResult(TgtHllType.HLL_8);
  }

  @Override
  public void writeTo(DataOutput out) throws IOException {
    byte[] bytes = settled().toCompactByteArray();
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static HyperLogLogSketch readFrom(int lgK, DataInput in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > HllSketch.getMaxUpdatableSerializationBytes(lgK, TgtHllType.HLL_8)) {
      throw new IOException(
          String.format("A sketch of %d bytes, too long for lgK %d", length, lgK));
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    HyperLogLogSketch sketch = new HyperLogLogSketch(lgK);
    try {
      sketch.union.update(HllSketch.heapify(bytes));
    } catch (SketchesArgumentException e) {
      throw new IOException("Not an HLL sketch", e);
    }
    return sketch;
  }
}
