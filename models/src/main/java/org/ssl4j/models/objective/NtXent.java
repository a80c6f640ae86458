package org.ssl4j.models.objective;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce3.Dot;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The normalised temperature-scaled cross-entropy of SimCLR (arXiv:2002.05709 eq. 1).
 *
 * <p>Each of the 2N unit rows is an anchor; its positive is the other view of the same image, the
 * other 2N - 2 rows are negatives: {@code l_a = -s(a, p(a)) + ln sum_{b != a} exp s(a, b)} with
 * {@code s} = cosine / temperature, averaged over the anchors.
 *
 * <p>Terms: the two parts {@code attraction} (mean of -s(a, p(a))) and {@code repulsion} (mean
 * log-sum-exp).
 */
public final class NtXent {

  /**
   * Logit of an anchor with itself: far enough below every cosine that its exponential is exactly
   * 0, and finite, so that ND4J's check for infinities can stay on.
   */
  private static final double EXCLUDED = -1e30;

  private NtXent() {}

  /** Loss of a network that tells no image from another: all similarities equal. */
  public static double chance(int batch) {
    return Math.log(2.0 * batch - 1);
  }

  /**
   * Lowest possible loss: equal views, images on the corners of a regular simplex (needs N - 1
   * dimensions), {@code ln(1 + (2N - 2) exp(-N / ((N - 1) T)))}.
   */
  public static double floor(int batch, double temperature) {
    return batch < 2
        ? 0
        : Math.log1p((2.0 * batch - 2) * Math.exp(-batch / ((batch - 1) * temperature)));
  }

  /** The loss with negatives. */
  public static ObjectiveResult compute(INDArray z1, INDArray z2, double temperature) {
    return compute(z1, z2, temperature, true);
  }

  /**
   * Loss and gradients.
   *
   * @param z1 first view [N, d], not normalised
   * @param z2 second view [N, d], row by row the same images
   * @param temperature above 0
   * @param negatives false keeps the attraction only: the ablation that collapses
   * @return gradients for z1 and z2, views of one [2N, d] matrix
   */
  public static ObjectiveResult compute(
      INDArray z1, INDArray z2, double temperature, boolean negatives) {
    Matrices.requireAlike("z1 and z2", z1, z2);
    Matrices.requireTemperature(temperature);
    long n = z1.rows();
    UnitRows views = UnitRows.overwriting(stack(z1, z2));
    INDArray unit = views.unit();
    INDArray gradient = stackSwapped(unit, n);
    double attraction = -Matrices.mean(positives(unit, gradient)) / temperature;

    Map<String, Double> terms = new LinkedHashMap<>();
    double loss = attraction;
    // The positive appears for both of its anchors: dL/du_a = -2 u_p(a) / (2 N T).
    double attractionSlope = -1 / (n * temperature);
    if (negatives) {
      INDArray probabilities = Matrices.create(unit.dataType(), 2 * n, 2 * n);
      Matrices.multiply(unit, false, unit, true, probabilities, 1 / temperature, 0);
      Matrices.diagonal(probabilities).assign(EXCLUDED);
      double repulsion = Matrices.mean(RowSoftmax.inPlace(probabilities));
      loss += repulsion;
      terms.put("attraction", attraction);
      terms.put("repulsion", repulsion);
      // Every row is an anchor and also a sample of the others: (P + P') U / (2 N T).
      double slope = 1 / (2 * n * temperature);
      Matrices.multiply(probabilities, false, unit, false, gradient, slope, attractionSlope);
      Matrices.multiply(probabilities, true, unit, false, gradient, slope, 1);
    } else {
      terms.put("attraction", attraction);
      gradient.muli(attractionSlope);
    }
    views.backpropagate(gradient);
    return new ObjectiveResult(
        loss, terms, List.of(Matrices.rows(gradient, 0, n), Matrices.rows(gradient, n, 2 * n)));
  }

  private static INDArray stack(INDArray top, INDArray bottom) {
    long n = top.rows();
    INDArray stacked = Matrices.create(top.dataType(), 2 * n, top.columns());
    Matrices.rows(stacked, 0, n).assign(top);
    Matrices.rows(stacked, n, 2 * n).assign(bottom);
    return stacked;
  }

  /** Each row's positive in its place. */
  private static INDArray stackSwapped(INDArray unit, long n) {
    return stack(Matrices.rows(unit, n, 2 * n), Matrices.rows(unit, 0, n));
  }

  private static double[] positives(INDArray unit, INDArray positives) {
    return Nd4j.exec(new Dot(unit, positives, 1)).toDoubleVector();
  }
}
