package org.ssl4j.models.objective;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

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
    int n = z1.rows();
    Scratch scratch = Scratch.begin();
    UnitRows views = UnitRows.of(scratch, z1, z2);
    var gradient = HostMatrix.result(z1.dataType(), 2 * n, z1.columns(), scratch);
    Map<String, Double> terms = new LinkedHashMap<>();
    double loss =
        negatives
            ? contrast(views.unit(), temperature, gradient.matrix(), terms, scratch)
            : attract(views.unit(), temperature, gradient.matrix(), terms);
    views.backpropagate(gradient.matrix());
    INDArray both = gradient.array();
    return new ObjectiveResult(
        loss, terms, List.of(Matrices.rows(both, 0, n), Matrices.rows(both, n, 2L * n)));
  }

  /** Row of an anchor's positive: the same image in the other view. */
  private static int positive(int anchor, int anchors) {
    return (anchor + anchors / 2) % anchors;
  }

  /**
   * By blocks of anchors, twice: for the log-sum-exp of every anchor, then for the gradient.
   *
   * <p>Every row is an anchor and also a sample of the others, and the similarities are symmetric:
   * dL/du_a is {@code sum_b (P_ab + P_ba) u_b - 2 u_p(a)} over 2 N T, with both probabilities from
   * the one similarity s(a, b). So one product gives the whole gradient. A block's similarities are
   * computed again if they were more than one block.
   */
  private static double contrast(
      HostMatrix unit,
      double temperature,
      HostMatrix gradient,
      Map<String, Double> terms,
      Scratch scratch) {
    int anchors = unit.rows();
    RowBlocks blocks = RowBlocks.of(anchors, anchors, unit.type());
    HostMatrix memory = scratch.matrix(unit.type(), blocks.size(), anchors);
    double spread = 2 / temperature + Math.log(anchors);
    double[] logSums = new double[anchors];
    double[] positives = new double[anchors];
    blocks.each(
        (from, to) -> {
          HostMatrix logits = memory.slice(0, to - from);
          logits.multiply(unit.slice(from, to), false, unit, true, 1 / temperature, 0);
          Softmax.eachRow(
              logits,
              spread,
              (softmax, row) -> {
                int anchor = from + row;
                logSums[anchor] = softmax.logSumExp(row, anchor);
                positives[anchor] = logits.get(row, positive(anchor, anchors));
              });
        });
    blocks.each(
        (from, to) -> {
          HostMatrix logits = memory.slice(0, to - from);
          if (!blocks.single()) {
            logits.multiply(unit.slice(from, to), false, unit, true, 1 / temperature, 0);
          }
          Softmax.eachRow(
              logits,
              spread,
              (softmax, row) -> {
                int anchor = from + row;
                softmax.symmetricWeights(row, logSums[anchor], logSums, anchor);
                int positive = positive(anchor, anchors);
                logits.set(row, positive, logits.get(row, positive) - 2);
              });
          gradient
              .slice(from, to)
              .multiply(logits, false, unit, false, 1 / (anchors * temperature), 0);
        });
    double attraction = -Vectors.mean(positives);
    double repulsion = Vectors.mean(logSums);
    terms.put("attraction", attraction);
    terms.put("repulsion", repulsion);
    return attraction + repulsion;
  }

  /** The positive appears for both of its anchors: dL/du_a = -2 u_p(a) / (2 N T). */
  private static double attract(
      HostMatrix unit, double temperature, HostMatrix gradient, Map<String, Double> terms) {
    int anchors = unit.rows();
    double[] own = new double[unit.columns()];
    double[] others = new double[unit.columns()];
    double cosines = 0;
    for (int anchor = 0; anchor < anchors; anchor++) {
      unit.read(anchor, own);
      unit.read(positive(anchor, anchors), others);
      cosines += Vectors.dot(own, others);
      for (int j = 0; j < others.length; j++) {
        others[j] *= -2 / (anchors * temperature);
      }
      gradient.write(anchor, others);
    }
    double attraction = -cosines / (anchors * temperature);
    terms.put("attraction", attraction);
    return attraction;
  }
}
