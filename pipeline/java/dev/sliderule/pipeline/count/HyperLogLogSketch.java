package dev.sliderule.pipeline.count;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Locale;
import javax.annotation.Nullable;
import org.apache.datasketches.common.SketchesArgumentException;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;

/** A DataSketches HLL sketch, whose estimate depends on the keys alone. */
final class HyperLogLogSketch implements UniqueSketch {
  /** The library ignores empty text. This byte stands for it: it occurs in no UTF-8 text. */
  private static final byte[] EMPTY_KEY = {-1};

  private final int lgK;

  /** The contents; never changed. Null if they are in {@link #union}. */
  @Nullable private HllSketch settled;

  /** What is added to; null until something is. */
  @Nullable private Union union;

  HyperLogLogSketch(int lgK) {
    this.lgK = lgK;
    this.union = new Union(lgK);
  }

  /** Of contents that {@link #settle} has given. */
  private HyperLogLogSketch(int lgK, HllSketch settled) {
    this.lgK = lgK;
    this.settled = settled;
  }

  /** For changes. */
  private Union open() {
    if (union == null) {
      union = new Union(lgK);
      union.update(settled);
    }
    settled = null;
    return union;
  }

  @Override
  public void add(String key) {
    if (key.isEmpty()) {
      open().update(EMPTY_KEY);
    } else {
      open().update(key);
    }
  }

  @Override
  public void merge(UniqueSketch other) {
    open().update(((HyperLogLogSketch) other).contents());
  }

  private HllSketch contents() {
    return settled == null ? union.getResult(TgtHllType.HLL_8) : settled;
  }

  @Override
  public UniqueSketch copy() {
    return new HyperLogLogSketch(lgK, settle());
  }

  @Override
  public UniqueEstimate estimate() {
    HllSketch result = settle();
    long value = Math.round(result.getEstimate());
    long low = (long) Math.floor(result.getLowerBound(HllCounter.STANDARD_DEVIATIONS));
    long high = (long) Math.ceil(result.getUpperBound(HllCounter.STANDARD_DEVIATIONS));
    return UniqueEstimate.of(value, Math.min(low, value), Math.max(high, value));
  }

  /**
   * The contents, merged with themselves. A sketch that was never merged gives another, slightly
   * better, estimate for the same registers; which ones were merged depends on bundles and runners,
   * and the rows must not.
   */
  private HllSketch settle() {
    if (settled == null) {
      HllSketch sketch = union.getResult(TgtHllType.HLL_8);
      Union twice = new Union(lgK);
      twice.update(sketch);
      twice.update(sketch);
      settled = twice.getResult(TgtHllType.HLL_8);
    }
    return settled;
  }

  @Override
  public void writeTo(DataOutput out) throws IOException {
    byte[] bytes = settle().toCompactByteArray();
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static HyperLogLogSketch readFrom(int lgK, DataInput in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > HllSketch.getMaxUpdatableSerializationBytes(lgK, TgtHllType.HLL_8)) {
      throw new IOException(
          String.format(Locale.ROOT, "A sketch of %d bytes, too long for lgK %d", length, lgK));
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    try {
      return new HyperLogLogSketch(lgK, HllSketch.heapify(bytes));
    } catch (SketchesArgumentException e) {
      throw new IOException("Not an HLL sketch", e);
    }
  }
}
