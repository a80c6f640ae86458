package org.ssl4j.faces;

import java.util.Arrays;
import org.ssl4j.error.DataException;
import org.ssl4j.measure.NumberArray;
import org.ssl4j.stop.StopPoint;
import org.ssl4j.text.Text;

/**
 * Use of a codebook: which of its K entries N codes name, and how evenly. The perplexity is the one
 * that VQ-VAE code logs (arXiv:1711.00937), without the 1e-10 inside the logarithm.
 *
 * @param codes how many were counted, N
 * @param counts how often each entry was named, K of them
 */
public record CodeUse(long codes, long[] counts) {

  private static final int BLOCK = 1 << 16;

  /** A larger codebook is a mistake: its counts alone would take a gigabyte. */
  private static final int MOST_ENTRIES = 1 << 27;

  /**
   * @param array whole numbers from 0 to K - 1, of any shape; at least 2
   * @param size entries of the codebook, K
   * @throws DataException for a code that is no whole number from 0 to K - 1, by its place
   */
  public static CodeUse of(NumberArray array, int size) {
    var codes = FiniteArray.of("codes", array);
    long n = codes.size();
    if (size < 1 || size > MOST_ENTRIES) {
      throw new DataException(
          Text.of("a codebook has 1 to %d entries, not %d", MOST_ENTRIES, size));
    }
    if (n < 2) {
      throw new DataException(
          Text.of("%s holds %d values; at least 2 are needed", codes.name(), n));
    }
    long[] counts = new long[size];
    double[] block = new double[BLOCK];
    for (long from = 0; from < n; from += BLOCK) {
      StopPoint.check();
      int count = (int) Math.min(BLOCK, n - from);
      codes.read(from, count, block, 0);
      for (int i = 0; i < count; i++) {
        double code = block[i];
        if (code < 0 || code >= size || code != Math.rint(code)) {
          throw new DataException(
              Text.of(
                  "%s holds %s at %s; a code of a codebook of %d entries is a whole number from 0 to %d",
                  codes.name(), plain(code), codes.place(from + i), size, size - 1));
        }
        counts[(int) code]++;
      }
    }
    return new CodeUse(n, counts);
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Text.of("%.0f", value) : String.valueOf(value);
  }

  /** Entries of the codebook, K. */
  public int size() {
    return counts.length;
  }

  /** -sum p ln p, in nats. */
  public double entropy() {
    double entropy = 0;
    for (long count : counts) {
      if (count > 0) {
        double share = (double) count / codes;
        entropy -= share * Math.log(share);
      }
    }
    return Math.abs(entropy); // a single code gives -0
  }

  /** exp of the entropy: how many entries, used evenly, would be as varied; 1 collapsed. */
  public double perplexity() {
    return Math.exp(entropy());
  }

  /** Entropy / ln K; null for K = 1. */
  public Double normalisedEntropy() {
    return size() == 1 ? null : Double.valueOf(entropy() / Math.log(size()));
  }

  /** Entries that are named at all. */
  public int usedCodes() {
    return (int) Arrays.stream(counts).filter(count -> count > 0).count();
  }

  public double usedShare() {
    return (double) usedCodes() / size();
  }

  /** Share of the codes that name the most frequent entry. */
  public double topCodeShare() {
    return (double) Arrays.stream(counts).max().orElse(0) / codes;
  }

  /** Share of the entries that N codes can name at most: min(N, K) / K. */
  public double maxUsedShare() {
    return (double) Math.min(codes, size()) / size();
  }

  /** Share of the entries that N uniform draws name on average: 1 - (1 - 1/K)^N. */
  public double expectedUsedShareUniform() {
    return -Math.expm1(codes * Math.log1p(-1.0 / size()));
  }
}
