package dev.sliderule.generator.source;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Random numbers that depend on a seed, a purpose and an index, and on nothing that was drawn
 * before: so whatever is made from them can be made again, in any order and on any machine.
 */
public enum Randomness {
  /** What a customer is like; indexed by the customer's number. */
  CUSTOMER(1),
  /** What a transaction is like; indexed by the record. */
  TRANSACTION(2),
  /** What goes wrong with a record; indexed by the record. */
  DISORDER(3);

  private final long salt;

  Randomness(long salt) {
    this.salt = salt;
  }

  /** The random numbers of one index, always the same ones in the same order. */
  public UniformRandomProvider at(long seed, long index) {
    long state = mix(mix(seed + salt) + index);
    return RandomSource.SPLIT_MIX_64.create(mix(state));
  }

  /** Stafford's variant 13 of the 64-bit finalizer: close inputs give unrelated outputs. */
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
