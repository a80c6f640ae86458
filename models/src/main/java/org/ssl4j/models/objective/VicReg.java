package org.ssl4j.models.objective;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

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
public final class VicReg {

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

  private VicReg() {}

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
      INDArray z1,
      INDArray z2,
      double invarianceWeight,
      double varianceWeight,
      double covarianceWeight) {
    Matrices.requireAlike("z1 and z2", z1, z2);
    if (z1.rows() < 2) {
      throw new IllegalArgumentException(
          "VICReg needs at least 2 images to have a variance, not " + z1.rows());
    }
    INDArray difference = z1.dup('c').subi(z2);
    double entries = (double) z1.length();
    double invariance = squaredNorm(difference) / entries;
    Branch first = branch(z1, varianceWeight, covarianceWeight);
    Branch second = branch(z2, varianceWeight, covarianceWeight);

    difference.muli(2 * invarianceWeight / entries);
    first.gradient().addi(difference);
    second.gradient().subi(difference);
    double variance = (first.variance() + second.variance()) / 2;
    double covariance = first.covariance() + second.covariance();
    Map<String, Double> terms = new LinkedHashMap<>();
    terms.put("invariance", invariance);
    terms.put("variance", variance);
    terms.put("covariance", covariance);
    return new ObjectiveResult(
        invarianceWeight * invariance + varianceWeight * variance + covarianceWeight * covariance,
        terms,
        List.of(first.gradient(), second.gradient()));
  }

  /** One branch: its un-halved hinge, its covariance term, and the gradient of both. */
  private record Branch(double variance, double covariance, INDArray gradient) {}

  private static Branch branch(INDArray z, double varianceWeight, double covarianceWeight) {
    int d = z.columns();
    double degrees = z.rows() - 1.0;
    INDArray centred = z.dup('c');
    centred.subiRowVector(centred.mean(true, 0));
    double[] variances = columnVariances(centred, degrees);

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
    Covariance covariance;
    // The smaller of the two Gram matrices decides: at N = 256 and d = 2048 an eighth of the work.
    if (z.rows() < d) {
      covariance = fromRows(centred, variances, degrees, covarianceSlope);
      for (int j = 0; j < d; j++) {
        slopes[j] -= covarianceSlope * variances[j];
      }
    } else {
      covariance = fromColumns(centred, degrees, covarianceSlope);
    }
    INDArray gradient = covariance.gradient();
    INDArray slopeRow = Nd4j.createFromArray(slopes).castTo(z.dataType()).reshape(1, d);
    gradient.addi(centred.muliRowVector(slopeRow));
    return new Branch(hinge, covariance.squares() / d, gradient);
  }

  /**
   * @param squares sum of the squared off-diagonal entries
   * @param gradient of the covariance term
   */
  private record Covariance(double squares, INDArray gradient) {}

  /** By definition: C = Zc' Zc / (N - 1) without its diagonal, gradient Zc C. */
  private static Covariance fromColumns(INDArray centred, double degrees, double slope) {
    int d = centred.columns();
    INDArray covariance = Matrices.create(centred.dataType(), d, d);
    Matrices.multiply(centred, true, centred, false, covariance, 1 / degrees, 0);
    Matrices.diagonal(covariance).assign(0);
    INDArray gradient = Matrices.create(centred.dataType(), centred.rows(), d);
    Matrices.multiply(centred, false, covariance, false, gradient, slope, 0);
    return new Covariance(squaredNorm(covariance), gradient);
  }

  /**
   * The same from G = Zc Zc' / (N - 1): |G|_F = |C|_F and G Zc = Zc C. The diagonal of C, the
   * variances, is subtracted afterwards; in the gradient that is left to the caller.
   */
  private static Covariance fromRows(
      INDArray centred, double[] variances, double degrees, double slope) {
    int n = centred.rows();
    INDArray gram = Matrices.create(centred.dataType(), n, n);
    Matrices.multiply(centred, false, centred, true, gram, 1 / degrees, 0);
    INDArray gradient = Matrices.create(centred.dataType(), n, centred.columns());
    Matrices.multiply(gram, false, centred, false, gradient, slope, 0);
    double diagonal = 0;
    for (double variance : variances) {
      diagonal += variance * variance;
    }
    // Rounding may leave less than nothing when no two columns are correlated.
    return new Covariance(Math.max(0, squaredNorm(gram) - diagonal), gradient);
  }

  private static double[] columnVariances(INDArray centred, double degrees) {
    double[] values = centred.norm2(0).toDoubleVector();
    for (int j = 0; j < values.length; j++) {
      values[j] *= values[j] / degrees;
    }
    return values;
  }

  /** BLAS sums float squares in higher precision than ND4J's reduction. */
  private static double squaredNorm(INDArray rowMajor) {
    double norm = Nd4j.getBlasWrapper().nrm2(rowMajor.reshape(rowMajor.length()));
    return norm * norm;
  }
}
