package org.ssl4j.random;

/**
 * Random numbers that are a function of a key and a counter, never of threads or timing.
 *
 * <p>The key (seed, epoch, index, view) is mixed into a 64-bit state with SplitMix64's finaliser;
 * number {@code n} of the stream is the finaliser applied to {@code state + n * golden ratio}
 * (Steele, Lea and Flood, OOPSLA 2014; counter-based in the sense of Salmon et al., SC 2011). Only
 * integer arithmetic is used, so a stream is the same on every platform.
 *
 * <p>An instance is mutable and belongs to one thread; {@link #moveTo} reuses it without
 * allocation.
 */
public final class CounterRandom {
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;
  private static final double UNIT_53 = 0x1p-53;

  private long state;
  private long counter;

  /** A generator at the start of the stream of this key. */
  public CounterRandom(long seed, long epoch, long index, long view) {
    moveTo(seed, epoch, index, view);
  }

  /** Moves to the start of the stream of another key and returns itself. */
  public CounterRandom moveTo(long seed, long epoch, long index, long view) {
    long key = mix(seed + GOLDEN_RATIO);
    key = mix((key ^ epoch) + GOLDEN_RATIO);
    key = mix((key ^ index) + GOLDEN_RATIO);
    state = mix((key ^ view) + GOLDEN_RATIO);
    counter = 0;
    return this;
  }

  /** 64 uniform bits. */
  public long nextLong() {
    counter++;
    return mix(state + counter * GOLDEN_RATIO);
  }

  /** Uniform on [0, 1) with 53 bits. */
  public double uniform() {
    return (nextLong() >>> 11) * UNIT_53;
  }

  /** Uniform on [low, high). */
  public double uniform(double low, double high) {
    return low + (high - low) * uniform();
  }

  /** Whether an event of this probability happens; 0 never does and 1 always. */
  public boolean chance(double probability) {
    return uniform() < probability;
  }

  /**
   * Uniform on 0 .. bound-1 without modulo bias (Lemire, ACM TOMACS 2019, algorithm 5 in 32 bits).
   *
   * @throws IllegalArgumentException if the bound is not positive
   */
  public int below(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive but is " + bound);
    }
    long product = (nextLong() >>> 32) * bound;
    long low = product & 0xFFFFFFFFL;
    if (low < bound) {
      long threshold = (0x100000000L - bound) % bound;
      while (low < threshold) {
        product = (nextLong() >>> 32) * bound;
        low = product & 0xFFFFFFFFL;
      }
    }
    return (int) (product >>> 32);
  }

  /** Shuffles in place; every order is equally likely (Fisher-Yates). */
  public void shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = below(i + 1);
      int swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
  }

  /** A uniformly random order of 0 .. size-1. */
  public int[] permutation(int size) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    shuffle(order);
    return order;
  }

  /** SplitMix64's finaliser (variant 13 of Stafford): a bijection that avalanches all 64 bits. */
  public static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
