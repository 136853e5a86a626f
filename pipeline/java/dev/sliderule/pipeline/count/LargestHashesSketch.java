package dev.sliderule.pipeline.count;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.apache.beam.sdk.transforms.ApproximateUnique;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * The {@code sampleSize} largest hashes of the keys seen. New hashes are appended; when the array
 * is full it is sorted, repetitions are dropped and only the largest are kept, so that a key costs
 * a hash, a comparison and, rarely, its share of a sort.
 */
@SuppressWarnings("deprecation") // ApproximateUnique's successor, ZetaSketch, cannot be had here.
final class LargestHashesSketch implements UniqueSketch {
  private static final int INITIAL_CAPACITY = 16;

  /** 97.5 % quantile of the standard normal distribution. */
  private static final double Z = 1.959964;

  private final int sampleSize;

  /** Hashes; those before {@link #sorted} ascending and different, the others as they came. */
  private long[] hashes = new long[INITIAL_CAPACITY];

  private int size;
  private int sorted;

  LargestHashesSketch(int sampleSize) {
    this.sampleSize = sampleSize;
  }

  @Override
  public void add(String key) {
    addHash(hash(key));
  }

  /** The first half of Murmur3 with 128 bits over the UTF-8 bytes: the hash that Beam takes. */
  private static long hash(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return MurmurHash3.hash128x64(bytes, 0, bytes.length, 0)[0];
  }

  private void addHash(long hash) {
    if (sorted == sampleSize && hash <= hashes[0]) {
      return;
    }
    if (size == hashes.length) {
      compact();
      if (size > hashes.length / 2) {
        hashes = Arrays.copyOf(hashes, Math.min(2 * hashes.length, 2 * sampleSize));
      }
    }
    hashes[size++] = hash;
  }

  private void compact() {
    if (sorted == size) {
      return;
    }
    Arrays.sort(hashes, 0, size);
    int different = 0;
    for (int i = 0; i < size; i++) {
      if (different == 0 || hashes[i] != hashes[different - 1]) {
        hashes[different++] = hashes[i];
      }
    }
    int dropped = Math.max(0, different - sampleSize);
    System.arraycopy(hashes, dropped, hashes, 0, different - dropped);
    size = different - dropped;
    sorted = size;
  }

  @Override
  public void merge(UniqueSketch other) {
    LargestHashesSketch that = (LargestHashesSketch) other;
    // From the largest down, so that a full sketch can refuse the rest.
    for (int i = that.size - 1; i >= 0; i--) {
      addHash(that.hashes[i]);
    }
  }

  @Override
  public UniqueSketch copy() {
    compact();
    LargestHashesSketch copy = new LargestHashesSketch(sampleSize);
    copy.hashes = Arrays.copyOf(hashes, Math.max(INITIAL_CAPACITY, size));
    copy.size = size;
    copy.sorted = sorted;
    return copy;
  }

  @Override
  public UniqueEstimate estimate() {
    compact();
    if (size < sampleSize) {
      return UniqueEstimate.exact(size);
    }
    ApproximateUnique.ApproximateUniqueCombineFn.LargestUnique largest =
        new ApproximateUnique.ApproximateUniqueCombineFn.LargestUnique(sampleSize);
    for (int i = 0; i < size; i++) {
      largest.add(hashes[i]);
    }
    long value =
        new ApproximateUnique.ApproximateUniqueCombineFn<Void>(sampleSize, null)
            .extractOutput(largest)
            .longValue();
    long low = Math.round(value * gammaQuantileRatio(-Z));
    long high = Math.round(value * gammaQuantileRatio(Z));
    return UniqueEstimate.of(value, Math.max(sampleSize, low), high);
  }

  /**
   * A quantile of the gamma distribution with shape {@code sampleSize}, divided by its mean, by the
   * approximation of Wilson and Hilferty (1931). The share of the hash space above the k-th largest
   * of n hashes, times n, follows that distribution for large n; so n is within the estimate times
   * the two quantiles.
   */
  private double gammaQuantileRatio(double z) {
    double v = 1.0 / (9.0 * sampleSize);
    double root = 1.0 - v + z * Math.sqrt(v);
    return root * root * root;
  }

  @Override
  public void writeTo(DataOutput out) throws IOException {
    compact();
    out.writeInt(size);
    for (int i = 0; i < size; i++) {
      out.writeLong(hashes[i]);
    }
  }

  static LargestHashesSketch readFrom(int sampleSize, DataInput in) throws IOException {
    LargestHashesSketch sketch = new LargestHashesSketch(sampleSize);
    int size = in.readInt();
    if (size < 0 || size > sampleSize) {
      throw new IOException(
          String.format(
              Locale.ROOT, "A sketch of %d hashes where at most %d fit", size, sampleSize));
    }
    sketch.hashes = new long[Math.max(INITIAL_CAPACITY, size)];
    for (int i = 0; i < size; i++) {
      sketch.hashes[i] = in.readLong();
    }
    sketch.size = size;
    sketch.sorted = size;
    return sketch;
  }
}
