package org.ssl4j.faces;

import org.ssl4j.error.DataException;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.measure.NumberArray;
import org.ssl4j.measure.RowSample;
import org.ssl4j.measure.SingularValues;
import org.ssl4j.stop.StopPoint;
import org.ssl4j.text.Text;

/**
 * How different the tokens of one input still are, layer by layer: means over the inputs.
 *
 * @param inputs how many were measured
 * @param residualRatio |X - 1 m^T|_F / |X|_F, m the mean token; 0 if X = 0 (Dong et al.,
 *     arXiv:2103.03404, section 2, there in a composite norm)
 * @param meanTokenCosine mean cosine of two different tokens
 * @param effectiveRank centred effective rank of the tokens [T, D]
 */
public record TokenRank(
    int inputs, double[] residualRatio, double[] meanTokenCosine, double[] effectiveRank) {

  /** Most work for the decompositions, in multiplications: a few minutes at the very most. */
  private static final double MOST_WORK = 4e11;

  private static final double SMALLEST_NORM = 1e-12;

  /**
   * @param array hidden states [L, N, T, D], T at least 2
   * @throws DataException if it is not, or a value is not finite
   */
  public static TokenRank of(NumberArray array) {
    var hidden = FiniteArray.of("hidden", array);
    hidden.requireAxes("layers, inputs, tokens, dimensions");
    int layers = hidden.axis(0);
    int n = hidden.axis(1);
    int t = hidden.axis(2);
    int d = hidden.axis(3);
    if (t < 2) {
      throw new DataException(
          Text.of(
              "%s has %d token; tokens are compared, so at least 2 are needed", hidden.name(), t));
    }
    if ((long) t * d > Integer.MAX_VALUE / 2) {
      throw new DataException(
          Text.of("%s has %d x %d values for an input; that is too large", hidden.name(), t, d));
    }
    double one = (double) layers * t * d * Math.min(t, d);
    int[] inputs = RowSample.of(n, (int) Math.max(1, Math.min(n, MOST_WORK / one)));
    double[] ratio = new double[layers];
    double[] cosine = new double[layers];
    double[] rank = new double[layers];
    double[][] tokens = new double[t][d];
    for (int l = 0; l < layers; l++) {
      for (int input : inputs) {
        StopPoint.check();
        long first = ((long) l * n + input) * t;
        for (int i = 0; i < t; i++) {
          hidden.read((first + i) * d, d, tokens[i], 0);
        }
        ratio[l] += ratio(tokens) / inputs.length;
        cosine[l] += cosine(tokens) / inputs.length;
        rank[l] +=
            SingularValues.centred(EmbeddingMatrix.of(tokens)).effectiveRank() / inputs.length;
      }
    }
    return new TokenRank(inputs.length, ratio, cosine, rank);
  }

  private static double ratio(double[][] tokens) {
    double[] mean = new double[tokens[0].length];
    double whole = 0;
    for (double[] token : tokens) {
      for (int j = 0; j < mean.length; j++) {
        mean[j] += token[j] / tokens.length;
        whole += token[j] * token[j];
      }
    }
    double residual = 0;
    for (double[] token : tokens) {
      for (int j = 0; j < mean.length; j++) {
        double difference = token[j] - mean[j];
        residual += difference * difference;
      }
    }
    return whole == 0 ? 0 : Math.sqrt(residual / whole);
  }

  /** From the sum of the directions: |sum|^2 holds every pair twice and every token once. */
  private static double cosine(double[][] tokens) {
    double[] sum = new double[tokens[0].length];
    double own = 0;
    for (double[] token : tokens) {
      double square = 0;
      for (double value : token) {
        square += value * value;
      }
      double scale = 1 / Math.max(Math.sqrt(square), SMALLEST_NORM);
      own += square * scale * scale;
      for (int j = 0; j < sum.length; j++) {
        sum[j] += token[j] * scale;
      }
    }
    double all = 0;
    for (double value : sum) {
      all += value * value;
    }
    return (all - own) / (tokens.length * (tokens.length - 1.0));
  }
}
