package org.ssl4j.models.objective;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Rows;

/**
 * Variance-invariance-covariance regularisation (arXiv:2105.04906 eq. 1 to 6, in the normalisation
 * of the authors' code).
 *
 * <ul>
 *   <li>{@code invariance}: mean of (z1 - z2)^2 over all N d entries;
 *   <li>{@code variance}: mean over both branches and all columns of {@code relu(1 - sqrt(Var +
 *       1e-4))}, unbiased variance;
 *   <li>{@code covariance}: for each branch the squared off-diagonal entries of the covariance
 *       matrix, divided by d; both branches summed.
 * </ul>
 */
public final class VicRegLoss {

  /** Weight of the invariance term in the paper. */
  public static final double INVARIANCE_WEIGHT = 25;

  /** Weight of the variance term in the paper. */
  public static final double VARIANCE_WEIGHT = 25;

  /** Weight of the covariance term in the paper. */
  public static final double COVARIANCE_WEIGHT = 1;

  /** Added to the variance under the root (arXiv:2105.04906 eq. 2, value of sec. 4.2). */
  private static final double EPSILON = 1e-4;

  /** Standard deviation below which a column is pushed apart (gamma in eq. 1). */
  private static final double TARGET_DEVIATION = 1;

  private VicRegLoss() {}

  /** Lowest value: equal views, every column at unit deviation, none correlated. */
  public static double floor() {
    return 0;
  }

  /** Value of complete collapse: equal rows pay the variance term alone. */
  public static double collapsed(double varianceWeight) {
    return varianceWeight * (TARGET_DEVIATION - Math.sqrt(EPSILON));
  }

  /**
   * Loss, un-weighted terms and gradients.
   *
   * @param z1 first view [N, d], not normalised, N at least 2
   * @param z2 second view [N, d], row by row the same images
   * @return gradients for z1 and z2
   */
  public static ObjectiveResult compute(
      Matrix z1,
      Matrix z2,
      double invarianceWeight,
      double varianceWeight,
      double covarianceWeight) {
    Matrices.requireAlike("z1 and z2", z1, z2);
    if (z1.rows() < 2) {
      throw new IllegalArgumentException(
          "VICReg needs at least 2 images to have a variance, not " + z1.rows());
    }
    int n = z1.rows();
    LossScratch scratch = LossScratch.begin();
    Matrix gradient = Matrix.uninitialised(z1.precision(), 2 * n, z1.columns());
    Matrix toFirst = gradient.slice(0, n);
    Matrix toSecond = gradient.slice(n, 2 * n);
    Matrix centred = scratch.matrix(z1.precision(), n, z1.columns());
    Branch one = branch(z1, varianceWeight, covarianceWeight, centred, toFirst, scratch);
    Branch two = branch(z2, varianceWeight, covarianceWeight, centred, toSecond, scratch);
    double invariance = finish(z1, z2, one, two, 2 * invarianceWeight, toFirst, toSecond);

    double variance = (one.hinge() + two.hinge()) / 2;
    double covariance = one.covariance() + two.covariance();
    Map<String, Double> terms = new LinkedHashMap<>();
    terms.put("invariance", invariance);
    terms.put("variance", variance);
    terms.put("covariance", covariance);
    return new ObjectiveResult(
        invarianceWeight * invariance + varianceWeight * variance + covarianceWeight * covariance,
        terms,
        List.of(toFirst, toSecond));
  }

  /**
   * One branch.
   *
   * @param hinge its un-halved variance term
   * @param means of the columns
   * @param slopes of the columns: the gradient still lacks slope times centred value
   */
  private record Branch(double hinge, double covariance, double[] means, double[] slopes) {}

  /**
   * @param centred receives z without its means
   * @param gradient receives the product of the covariance term's gradient
   */
  private static Branch branch(
      Matrix z,
      double varianceWeight,
      double covarianceWeight,
      Matrix centred,
      Matrix gradient,
      LossScratch scratch) {
    int n = z.rows();
    int d = z.columns();
    double degrees = n - 1.0;
    double[] means = columnMeans(z);
    double[] variances = centre(z, means, centred);

    double hinge = 0;
    double[] slopes = new double[d];
    for (int j = 0; j < d; j++) {
      double deviation = Math.sqrt(variances[j] + EPSILON);
      if (deviation < TARGET_DEVIATION) {
        hinge += (TARGET_DEVIATION - deviation) / d;
        slopes[j] = -varianceWeight / (2 * d * degrees * deviation);
      }
    }
    double covarianceSlope = 4 * covarianceWeight / (d * degrees);
    double squares;
    // The smaller of the two Gram matrices decides: at N = 256 and d = 2048 an eighth of the work.
    if (n < d) {
      squares = fromRows(centred, degrees, covarianceSlope, gradient, scratch);
      for (int j = 0; j < d; j++) {
        squares -= variances[j] * variances[j];
        slopes[j] -= covarianceSlope * variances[j];
      }
      // Rounding may leave less than nothing when no two columns are correlated.
      squares = Math.max(0, squares);
    } else {
      squares = fromColumns(centred, degrees, covarianceSlope, gradient, scratch);
    }
    return new Branch(hinge, squares / d, means, slopes);
  }

  private static double[] columnMeans(Matrix z) {
    double[] means = new double[z.columns()];
    double[] row = new double[z.columns()];
    for (int i = 0; i < z.rows(); i++) {
      z.read(i, row);
      for (int j = 0; j < row.length; j++) {
        means[j] += row[j];
      }
    }
    for (int j = 0; j < means.length; j++) {
      means[j] /= z.rows();
    }
    return means;
  }

  /** Subtracts the means and returns the unbiased variances. */
  private static double[] centre(Matrix z, double[] means, Matrix centred) {
    double[] variances = new double[z.columns()];
    double[] row = new double[z.columns()];
    for (int i = 0; i < z.rows(); i++) {
      z.read(i, row);
      for (int j = 0; j < row.length; j++) {
        row[j] -= means[j];
        variances[j] += row[j] * row[j];
      }
      centred.write(i, row);
    }
    for (int j = 0; j < variances.length; j++) {
      variances[j] /= z.rows() - 1.0;
    }
    return variances;
  }

  /**
   * By definition, in blocks of rows of the covariance matrix: C = Zc' Zc / (N - 1) without its
   * diagonal, gradient Zc C.
   *
   * @return sum of the squared off-diagonal entries
   */
  private static double fromColumns(
      Matrix centred, double degrees, double slope, Matrix gradient, LossScratch scratch) {
    int d = centred.columns();
    RowBlocks blocks = RowBlocks.of(d, d, centred.precision());
    Matrix memory = scratch.matrix(centred.precision(), blocks.size(), d);
    double[] squares = {0};
    blocks.each(
        (from, to) -> {
          Matrix covariance = memory.slice(0, to - from);
          Matrix columns = centred.columnSlice(from, to);
          covariance.multiply(columns, true, centred, false, 1 / degrees, 0);
          for (int j = from; j < to; j++) {
            covariance.set(j - from, j, 0);
          }
          squares[0] += covariance.squaredNorm();
          gradient.multiply(columns, false, covariance, false, slope, from == 0 ? 0 : 1);
        });
    return squares[0];
  }

  /**
   * The same from G = Zc Zc' / (N - 1) in blocks of rows: |G|_F = |C|_F and G Zc = Zc C. The
   * diagonal of C, the variances, is left to the caller, in the sum and in the gradient.
   */
  private static double fromRows(
      Matrix centred, double degrees, double slope, Matrix gradient, LossScratch scratch) {
    int n = centred.rows();
    RowBlocks blocks = RowBlocks.of(n, n, centred.precision());
    Matrix memory = scratch.matrix(centred.precision(), blocks.size(), n);
    double[] squares = {0};
    blocks.each(
        (from, to) -> {
          Matrix gram = memory.slice(0, to - from);
          gram.multiply(centred.slice(from, to), false, centred, true, 1 / degrees, 0);
          squares[0] += gram.squaredNorm();
          gradient.slice(from, to).multiply(gram, false, centred, false, slope, 0);
        });
    return squares[0];
  }

  /**
   * Adds to both gradients what single elements contribute: the variance term, the diagonal of the
   * covariance, and the invariance term, whose value is returned.
   */
  private static double finish(
      Matrix first,
      Matrix second,
      Branch one,
      Branch two,
      double invarianceSlope,
      Matrix toFirst,
      Matrix toSecond) {
    int d = first.columns();
    double entries = (double) first.rows() * d;
    double slope = invarianceSlope / entries;
    double[] a = new double[d];
    double[] b = new double[d];
    double[] toA = new double[d];
    double[] toB = new double[d];
    double squares = 0;
    for (int i = 0; i < first.rows(); i++) {
      first.read(i, a);
      second.read(i, b);
      toFirst.read(i, toA);
      toSecond.read(i, toB);
      for (int j = 0; j < d; j++) {
        double difference = a[j] - b[j];
        toA[j] += (a[j] - one.means()[j]) * one.slopes()[j] + slope * difference;
        toB[j] += (b[j] - two.means()[j]) * two.slopes()[j] - slope * difference;
        a[j] = difference;
      }
      squares += Rows.dot(a, a);
      toFirst.write(i, toA);
      toSecond.write(i, toB);
    }
    return squares / entries;
  }
}
