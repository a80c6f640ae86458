package org.ssl4j.faces;

import java.util.Arrays;
import org.ssl4j.error.DataException;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.measure.NumberArray;
import org.ssl4j.measure.SingularValues;
import org.ssl4j.stop.StopPoint;
import org.ssl4j.text.Text;

/**
 * Whether generated features cover the real ones: balls around each row that reach to its k-th
 * nearest other row of the same set. "Inside" is strict, as in the code of Naeem et al.
 * (arXiv:2002.09797); that of Kynkaanniemi et al. (arXiv:1904.06991) includes the surface.
 *
 * @param k neighbours
 * @param precision share of generated rows inside at least one real ball
 * @param recall share of real rows inside at least one generated ball
 * @param density real balls around a generated row, on average, divided by k
 * @param coverage share of real balls that hold a generated row
 * @param realRadii of the real rows
 * @param fakeRadii of the generated rows
 * @param realShares eigenvalues of the real rows' cosines as shares of their sum, decreasing
 * @param fakeShares of the generated rows
 */
public record GenerativeModes(
    int k,
    double precision,
    double recall,
    double density,
    double coverage,
    double[] realRadii,
    double[] fakeRadii,
    double[] realShares,
    double[] fakeShares) {

  /** Neighbours unless asked otherwise. */
  public static final int DEFAULT_K = 5;

  /**
   * @param realArray [N, d], N above k
   * @param fakeArray [M, d], M above k
   * @throws DataException if they are not, or a value is not finite
   */
  public static GenerativeModes of(NumberArray realArray, NumberArray fakeArray, int k) {
    var real = FiniteArray.of("real", realArray);
    var fake = FiniteArray.of("fake", fakeArray);
    real.requireAxes("rows, dimensions");
    fake.requireAxes("rows, dimensions");
    if (real.axis(1) != fake.axis(1)) {
      throw new DataException(
          Text.of(
              "%s has rows of %d dimensions and %s of %d; features of both come from the same network",
              real.name(), real.axis(1), fake.name(), fake.axis(1)));
    }
    if (k < 1) {
      throw new DataException(Text.of("k is %d; it must be at least 1", k));
    }
    for (var set : new FiniteArray[] {real, fake}) {
      if (set.axis(0) <= k) {
        throw new DataException(
            Text.of(
                "%s has %d rows; with k = %d at least %d are needed",
                set.name(), set.axis(0), k, k + 1));
      }
    }
    double[] realRadii = Radii.of(real.rows(), k);
    double[] fakeRadii = Radii.of(fake.rows(), k);
    var inside = new Inside(real.rows(), realRadii, fake.rows(), fakeRadii);
    inside.count();
    return new GenerativeModes(
        k,
        share(inside.fakeIsInside),
        share(inside.realIsInside),
        (double) inside.balls / k / fake.axis(0),
        share(inside.realHolds),
        realRadii,
        fakeRadii,
        SingularValues.uncentred(new UnitLengthRows(real.rows())).varianceShares(),
        SingularValues.uncentred(new UnitLengthRows(fake.rows())).varianceShares());
  }

  /**
   * Vendi score: the effective number of different rows, by cosine (arXiv:2210.02410, definition
   * 3.1); 0 if all rows are zero.
   */
  public double vendiReal() {
    return vendi(realShares);
  }

  /** The same of the generated rows. */
  public double vendiFake() {
    return vendi(fakeShares);
  }

  private static double vendi(double[] shares) {
    if (shares[0] == 0) {
      return 0;
    }
    double entropy = 0;
    for (double share : shares) {
      if (share > 0) {
        entropy -= share * Math.log(share);
      }
    }
    return Math.exp(entropy);
  }

  /** Share of real rows with more than k duplicates. */
  public double zeroRadiusShareReal() {
    return zeroShare(realRadii);
  }

  /** The same of the generated rows. */
  public double zeroRadiusShareFake() {
    return zeroShare(fakeRadii);
  }

  private static double zeroShare(double[] radii) {
    return (double) Arrays.stream(radii).filter(radius -> radius == 0).count() / radii.length;
  }

  private static double share(boolean[] flags) {
    int set = 0;
    for (boolean flag : flags) {
      set += flag ? 1 : 0;
    }
    return (double) set / flags.length;
  }

  /** Which rows lie in which balls. */
  private static final class Inside {
    private final EmbeddingMatrix real;
    private final double[] realRadii;
    private final EmbeddingMatrix fake;
    private final double[] fakeRadii;
    private final boolean[] fakeIsInside;
    private final boolean[] realIsInside;
    private final boolean[] realHolds;
    private final double[] row;
    private final double[] other;
    private long balls;

    Inside(EmbeddingMatrix real, double[] realRadii, EmbeddingMatrix fake, double[] fakeRadii) {
      this.real = real;
      this.realRadii = realRadii;
      this.fake = fake;
      this.fakeRadii = fakeRadii;
      fakeIsInside = new boolean[fake.rows()];
      realIsInside = new boolean[real.rows()];
      realHolds = new boolean[real.rows()];
      row = new double[real.columns()];
      other = new double[real.columns()];
    }

    void count() {
      int rows = Math.min(Radii.TILE_ROWS, Math.max(real.rows(), fake.rows()));
      double[] block = new double[rows];
      try (var tile = new GramTile(rows, Radii.centre(real))) {
        for (int f = 0; f < fake.rows(); f += rows) {
          int fakes = Math.min(rows, fake.rows() - f);
          tile.left(fake, f, fakes);
          for (int r = 0; r < real.rows(); r += rows) {
            int reals = Math.min(rows, real.rows() - r);
            StopPoint.check();
            tile.right(real, r, reals);
            tile.multiply();
            for (int i = 0; i < fakes; i++) {
              tile.distances(i, block);
              for (int j = 0; j < reals; j++) {
                pair(f + i, r + j, block[j], tile.margin(i, j));
              }
            }
          }
        }
      }
    }

    private void pair(int f, int r, double squared, double margin) {
      double realRadius = realRadii[r];
      double fakeRadius = fakeRadii[f];
      double beyondReal = squared - realRadius * realRadius;
      double beyondFake = squared - fakeRadius * fakeRadius;
      // Nothing is strictly inside a ball without a radius, however many duplicates lie on it.
      boolean inReal = realRadius > 0 && beyondReal < 0;
      boolean inFake = fakeRadius > 0 && beyondFake < 0;
      if (realRadius > 0 && Math.abs(beyondReal) <= margin
          || fakeRadius > 0 && Math.abs(beyondFake) <= margin) {
        fake.read(f, 0, row.length, row, 0);
        real.read(r, 0, other.length, other, 0);
        double distance = Math.sqrt(Radii.squared(row, other));
        inReal = distance < realRadius;
        inFake = distance < fakeRadius;
      }
      if (inReal) {
        balls++;
        fakeIsInside[f] = true;
        realHolds[r] = true;
      }
      if (inFake) {
        realIsInside[r] = true;
      }
    }
  }
}
