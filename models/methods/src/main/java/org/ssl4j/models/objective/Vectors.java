package org.ssl4j.models.objective;

/** Statistics of plain vectors. */
final class Vectors {

  private Vectors() {}

  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
