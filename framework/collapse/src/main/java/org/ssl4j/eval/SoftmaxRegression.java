package org.ssl4j.eval;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas;
import org.ssl4j.natives.OpenBlas;
import org.ssl4j.stop.StopPoint;

/**
 * The objective of a linear probe: mean cross-entropy of softmax(W x + b) over labelled features
 * plus weightDecay / 2 times the squared weights; the biases are free. Convex, so what minimises it
 * depends on the features and the weight decay alone.
 *
 * <p>Parameters are one vector: W [C, d] row by row, then b [C]. Features and products lie off-heap
 * until {@link #close}; rows are taken in blocks, so beside the features little is held.
 */
final class SoftmaxRegression implements AutoCloseable {

  static {
    OpenBlas.prepare();
  }

  /** 8 MB: two products a block, and each makes BLAS threads wait for one another. */
  private static final int BLOCK_VALUES = 1 << 20;

  private static final int LEAST_BLOCK = 256;

  private final int rows;
  private final int columns;
  private final int classes;
  private final int[] labels;
  private final DoublePointer features;
  private final int block;
  private final DoublePointer products;
  private final DoublePointer weights;
  private final DoublePointer gradients;
  private final double[] scores;

  /**
   * @param labels class of each row, 0 to classes - 1
   */
  SoftmaxRegression(int[] labels, int columns, int classes) {
    this.rows = labels.length;
    this.columns = columns;
    this.classes = classes;
    this.labels = labels;
    block = Math.min(rows, Math.max(LEAST_BLOCK, BLOCK_VALUES / columns));
    features = new DoublePointer((long) rows * columns);
    products = new DoublePointer((long) block * classes);
    weights = new DoublePointer((long) classes * columns);
    gradients = new DoublePointer((long) classes * columns);
    scores = new double[block * classes];
  }

  /** Sets the features of one row. */
  void row(int index, double[] values) {
    features.position((long) index * columns).put(values, 0, columns);
    features.position(0);
  }

  /** Length of the parameter vector. */
  int length() {
    return classes * (columns + 1);
  }

  /** The features [rows, columns], to read. */
  DoublePointer features() {
    return features;
  }

  int columns() {
    return columns;
  }

  int classes() {
    return classes;
  }

  /**
   * The objective on the first rows.
   *
   * @param count how many of them
   * @param gradient receives its gradient
   */
  double evaluate(double[] parameters, int count, double weightDecay, double[] gradient) {
    weights.put(parameters, 0, classes * columns);
    double[] biasGradient = new double[classes];
    double loss = 0;
    for (int from = 0; from < count; from += block) {
      StopPoint.check();
      int size = Math.min(block, count - from);
      score(from, size, parameters);
      for (int i = 0; i < size; i++) {
        loss += residual(i * classes, labels[from + i], biasGradient);
      }
      products.put(scores, 0, size * classes);
      openblas.cblas_dgemm(
          openblas.CblasRowMajor,
          openblas.CblasTrans,
          openblas.CblasNoTrans,
          classes,
          columns,
          size,
          1.0 / count,
          products,
          classes,
          features.position((long) from * columns),
          columns,
          from == 0 ? 0 : 1,
          gradients,
          columns);
      features.position(0);
    }
    gradients.get(gradient, 0, classes * columns);
    double squares = 0;
    for (int i = 0; i < classes * columns; i++) {
      gradient[i] += weightDecay * parameters[i];
      squares += parameters[i] * parameters[i];
    }
    for (int c = 0; c < classes; c++) {
      gradient[classes * columns + c] = biasGradient[c] / count;
    }
    return loss / count + weightDecay / 2 * squares;
  }

  /** Scores of a block of rows, into {@link #scores}; the weights have been put. */
  private void score(int from, int size, double[] parameters) {
    openblas.cblas_dgemm(
        openblas.CblasRowMajor,
        openblas.CblasNoTrans,
        openblas.CblasTrans,
        size,
        classes,
        columns,
        1,
        features.position((long) from * columns),
        columns,
        weights,
        columns,
        0,
        products,
        classes);
    features.position(0);
    products.get(scores, 0, size * classes);
    for (int i = 0; i < size * classes; i++) {
      scores[i] += parameters[classes * columns + i % classes];
    }
  }

  /**
   * Turns the scores at an offset into probabilities minus the one-hot label.
   *
   * @return the cross-entropy
   */
  private double residual(int offset, int label, double[] biasGradient) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      largest = Math.max(largest, scores[offset + c]);
    }
    double own = scores[offset + label] - largest;
    double total = 0;
    for (int c = 0; c < classes; c++) {
      double exponential = Math.exp(scores[offset + c] - largest);
      scores[offset + c] = exponential;
      total += exponential;
    }
    for (int c = 0; c < classes; c++) {
      double difference = scores[offset + c] / total - (c == label ? 1 : 0);
      scores[offset + c] = difference;
      biasGradient[c] += difference;
    }
    return Math.log(total) - own;
  }

  /**
   * Scores rows and shows them one by one.
   *
   * @param to behind the last row
   */
  void predict(double[] parameters, int from, int to, RowScores visitor) {
    weights.put(parameters, 0, classes * columns);
    double[] row = new double[classes];
    for (int first = from; first < to; first += block) {
      int size = Math.min(block, to - first);
      score(first, size, parameters);
      for (int i = 0; i < size; i++) {
        System.arraycopy(scores, i * classes, row, 0, classes);
        visitor.accept(labels[first + i], row);
      }
    }
  }

  /** Mean cross-entropy and share of correct predictions of some rows. */
  Fit fit(double[] parameters, int from, int to) {
    double[] loss = new double[1];
    int[] correct = new int[1];
    predict(
        parameters,
        from,
        to,
        (label, row) -> {
          correct[0] += argmax(row) == label ? 1 : 0;
          loss[0] += crossEntropy(row, label);
        });
    return new Fit(loss[0] / (to - from), (double) correct[0] / (to - from));
  }

  private static double crossEntropy(double[] row, int label) {
    double largest = row[argmax(row)];
    double total = 0;
    for (double score : row) {
      total += Math.exp(score - largest);
    }
    return Math.log(total) - (row[label] - largest);
  }

  /** The largest score's class; of equal ones the lowest. */
  static int argmax(double[] row) {
    int best = 0;
    for (int c = 1; c < row.length; c++) {
      if (row[c] > row[best]) {
        best = c;
      }
    }
    return best;
  }

  @Override
  public void close() {
    features.close();
    products.close();
    weights.close();
    gradients.close();
  }

  /** Mean cross-entropy in nats, and share classified correctly. */
  record Fit(double loss, double top1) {}

  /** Sees the scores of a row; the array is reused. */
  @FunctionalInterface
  interface RowScores {
    void accept(int label, double[] scores);
  }
}
