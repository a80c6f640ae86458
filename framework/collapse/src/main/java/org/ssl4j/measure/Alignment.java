package org.ssl4j.measure;

import org.ssl4j.text.Text;

/**
 * How close two views of the same images lie on the unit sphere (Wang and Isola, arXiv:2005.10242,
 * alpha = 2).
 *
 * @param alignment mean_i |zh1_i - zh2_i|^2, from 0 (equal directions) to 4 (opposite)
 * @param meanPositiveCosine mean_i zh1_i . zh2_i
 */
public record Alignment(double alignment, double meanPositiveCosine) {

  /**
   * @param first [N, d]
   * @param second another view of the same images in the same order, [N, d]
   * @throws InvalidEmbeddingsException if the shapes differ or a value is not finite
   */
  public static Alignment of(EmbeddingMatrix first, EmbeddingMatrix second) {
    int n = first.rows();
    int d = first.columns();
    requireEqualShapes(first, second);
    double[] a = new double[d];
    double[] b = new double[d];
    double distances = 0;
    double cosines = 0;
    for (int i = 0; i < n; i++) {
      first.read(i, 0, d, a, 0);
      second.read(i, 0, d, b, 0);
      double scaleA = RowStatistics.inverseNorm(RowStatistics.finiteNorm(a, i, "embeddings"));
      double scaleB = RowStatistics.inverseNorm(RowStatistics.finiteNorm(b, i, "second view"));
      for (int j = 0; j < d; j++) {
        double unitA = a[j] * scaleA;
        double unitB = b[j] * scaleB;
        distances += (unitA - unitB) * (unitA - unitB);
        cosines += unitA * unitB;
      }
    }
    return new Alignment(distances / n, cosines / n);
  }

  public static void requireEqualShapes(EmbeddingMatrix first, EmbeddingMatrix second) {
    if (second.rows() != first.rows()) {
      throw new InvalidEmbeddingsException(
          Text.of(
                  "the second view has %d rows and the first has %d; two views of the same images need equal shapes, with one",
                  second.rows(), first.rows())
              + " row for each image in the same order");
    }
    if (second.columns() != first.columns()) {
      throw new InvalidEmbeddingsException(
          Text.of(
              "two views of the same images need equal shapes, not [%d, %d] and [%d, %d]",
              first.rows(), first.columns(), second.rows(), second.columns()));
    }
  }
}
