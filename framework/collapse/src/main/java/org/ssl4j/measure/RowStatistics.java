package org.ssl4j.measure;

import java.util.Arrays;
import java.util.Comparator;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.ssl4j.text.Text;

/**
 * What two passes over the rows give: norms, column means and centred column sums of squares, of
 * the rows as they are and of the rows scaled to unit length. Sums of squares are taken about the
 * mean in a second pass, so a large common offset costs no digits.
 *
 * @param norms |z_i|, length N
 * @param means column means of Z, length d
 * @param centredSquares sum_i (z_ij - mean_j)^2, length d
 * @param unitMeans column means of the unit rows, length d
 * @param unitCentredSquares the same sum for the unit rows, length d
 * @param zeros values of the column that are exactly zero, length d
 */
record RowStatistics(
    double[] norms,
    double[] means,
    double[] centredSquares,
    double[] unitMeans,
    double[] unitCentredSquares,
    int[] zeros) {

  /** Norms below this are taken as this, so that a zero row stays zero when scaled. */
  static final double SMALLEST_NORM = 1e-12;

  /** Share of the root mean square deviation of all columns below which one is faint. */
  private static final double FAINT_SHARE = 1e-2;

  /** An offset is in few columns if it is in no more than one of so many. */
  private static final int OFFSET_COLUMNS = 20;

  /** A column whose deviation is below this share of its root mean square is constant. */
  private static final double CONSTANT_SHARE = 1e-6;

  static RowStatistics of(EmbeddingMatrix z) {
    int n = z.rows();
    int d = z.columns();
    double[] norms = new double[n];
    double[] means = new double[d];
    double[] unitMeans = new double[d];
    int[] zeros = new int[d];
    double[] row = new double[d];
    for (int i = 0; i < n; i++) {
      z.read(i, 0, d, row, 0);
      norms[i] = finiteNorm(row, i, "embeddings");
      double scale = inverseNorm(norms[i]);
      for (int j = 0; j < d; j++) {
        means[j] += row[j];
        unitMeans[j] += row[j] * scale;
        zeros[j] += row[j] == 0 ? 1 : 0;
      }
    }
    for (int j = 0; j < d; j++) {
      means[j] /= n;
      unitMeans[j] /= n;
    }
    double[] squares = new double[d];
    double[] unitSquares = new double[d];
    for (int i = 0; i < n; i++) {
      z.read(i, 0, d, row, 0);
      double scale = inverseNorm(norms[i]);
      for (int j = 0; j < d; j++) {
        double centred = row[j] - means[j];
        double unitCentred = row[j] * scale - unitMeans[j];
        squares[j] += centred * centred;
        unitSquares[j] += unitCentred * unitCentred;
      }
    }
    return new RowStatistics(norms, means, squares, unitMeans, unitSquares, zeros);
  }

  /**
   * The norm of a row.
   *
   * @param index of the row, for the message
   * @param matrix what the row belongs to, for the message
   * @throws InvalidEmbeddingsException if a value is NaN or infinite, or the squares overflow
   */
  static double finiteNorm(double[] row, int index, String matrix) {
    double sum = 0;
    for (double value : row) {
      sum += value * value;
    }
    if (Double.isFinite(sum)) {
      return Math.sqrt(sum);
    }
    for (int j = 0; j < row.length; j++) {
      if (!Double.isFinite(row[j])) {
        throw new InvalidEmbeddingsException(
            Text.of(
                "row %d of the %s holds %s in column %d: embeddings must be finite",
                index, matrix, row[j], j));
      }
    }
    throw new InvalidEmbeddingsException(
        Text.of(
            "row %d of the %s is too large to measure: its squared norm overflows", index, matrix));
  }

  /** Factor that gives a row unit length; zero rows stay zero. */
  static double inverseNorm(double norm) {
    return 1 / Math.max(norm, SMALLEST_NORM);
  }

  int rows() {
    return norms.length;
  }

  int columns() {
    return means.length;
  }

  double frobeniusNorm() {
    double sum = 0;
    for (double norm : norms) {
      sum += norm * norm;
    }
    return Math.sqrt(sum);
  }

  /** |zh_i|^2: 1, or less where the row counts as zero. */
  double unitSquare(int row) {
    double unitNorm = norms[row] * inverseNorm(norms[row]);
    return norms[row] >= SMALLEST_NORM ? 1 : unitNorm * unitNorm;
  }

  double meanNorm() {
    double sum = 0;
    for (double norm : norms) {
      sum += norm;
    }
    return sum / rows();
  }

  double zeroRowFraction() {
    int zero = 0;
    for (double norm : norms) {
      if (norm <= SMALLEST_NORM) {
        zero++;
      }
    }
    return (double) zero / rows();
  }

  double rawStd() {
    return meanDeviation(centredSquares);
  }

  double stdRatio() {
    return Math.sqrt(columns()) * meanDeviation(unitCentredSquares);
  }

  private double meanDeviation(double[] squares) {
    double sum = 0;
    for (double square : squares) {
      sum += Math.sqrt(square / (rows() - 1));
    }
    return sum / columns();
  }

  double meanCosine() {
    double n = rows();
    double sumSquared = 0;
    for (double mean : unitMeans) {
      sumSquared += n * mean * n * mean;
    }
    double own = 0;
    for (int i = 0; i < rows(); i++) {
      own += unitSquare(i);
    }
    return (sumSquared - own) / (n * (n - 1));
  }

  /** Whether a column does not vary beyond rounding. */
  boolean constant(int column) {
    double total = centredSquares[column] + rows() * means[column] * means[column];
    return Math.sqrt(centredSquares[column]) <= CONSTANT_SHARE * Math.sqrt(total);
  }

  int constantColumns() {
    int constant = 0;
    for (int j = 0; j < columns(); j++) {
      if (constant(j)) {
        constant++;
      }
    }
    return constant;
  }

  /**
   * Columns that vary less than a hundredth as much as the root mean square of all: constant ones,
   * and those that hold nothing but rounding or noise.
   */
  int faintColumns() {
    double limit = FAINT_SHARE * FAINT_SHARE * Arrays.stream(centredSquares).sum() / columns();
    return (int)
        IntStream.range(0, columns()).filter(j -> constant(j) || centredSquares[j] < limit).count();
  }

  /**
   * How few columns hold the common offset: the smallest number, up to a twentieth of them, without
   * which the column means are less than half of the squared length; 0 if they are so anyway, empty
   * if the offset is spread over more.
   */
  OptionalInt offsetColumns() {
    double[] offsets = new double[columns()];
    double offset = 0;
    double variation = 0;
    for (int j = 0; j < columns(); j++) {
      offsets[j] = rows() * means[j] * means[j];
      offset += offsets[j];
      variation += centredSquares[j];
    }
    int[] byOffset =
        IntStream.range(0, columns())
            .boxed()
            .sorted(Comparator.comparingDouble((Integer j) -> -offsets[j]))
            .mapToInt(Integer::intValue)
            .toArray();
    int most = Math.max(1, columns() / OFFSET_COLUMNS);
    for (int removed = 0; removed <= most && removed < columns(); removed++) {
      if (offset < variation) {
        return OptionalInt.of(removed);
      }
      offset -= offsets[byOffset[removed]];
      variation -= centredSquares[byOffset[removed]];
    }
    return OptionalInt.empty();
  }

  /** Columns that are zero in every row: units that never fire. */
  int deadColumns() {
    return (int) Arrays.stream(zeros).filter(count -> count == rows()).count();
  }

  /** Share of the values that are exactly zero. */
  double zeroShare() {
    return Arrays.stream(zeros).asLongStream().sum() / ((double) rows() * columns());
  }
}
