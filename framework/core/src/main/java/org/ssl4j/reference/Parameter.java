package org.ssl4j.reference;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.Initialiser;
import org.ssl4j.network.ParameterKind;
import org.ssl4j.network.ParameterSegment;

/**
 * One parameter of a network with its gradient. Values are rounded to the network's precision when
 * they are stored; gradients are not.
 */
final class Parameter {
  private final ParameterSegment segment;
  private final Precision precision;
  private final double[] values;
  private final double[] gradient;

  Parameter(ParameterSegment segment, Precision precision) {
    this.segment = segment;
    this.precision = precision;
    this.values = new double[Math.toIntExact(segment.length())];
    this.gradient = new double[values.length];
  }

  /** A number as a network of that precision keeps it. */
  static double rounded(double value, Precision precision) {
    return precision == Precision.FLOAT ? (float) value : value;
  }

  ParameterSegment segment() {
    return segment;
  }

  /** Where its first entry lies in a flat vector. */
  int offset() {
    return Math.toIntExact(segment.offset());
  }

  int length() {
    return values.length;
  }

  /** Whether it is learned, not a running statistic. */
  boolean learned() {
    return segment.kind() != ParameterKind.STATISTIC;
  }

  double get(int index) {
    return values[index];
  }

  void set(int index, double value) {
    values[index] = rounded(value, precision);
  }

  void draw(Initialiser initialiser, SplittableRandom random) {
    for (int i = 0; i < values.length; i++) {
      set(i, initialiser.next(random));
    }
  }

  double gradient(int index) {
    return gradient[index];
  }

  void addGradient(int index, double value) {
    gradient[index] += value;
  }

  void zeroGradient() {
    Arrays.fill(gradient, 0);
  }

  /** A copy of the values. */
  double[] copy() {
    return values.clone();
  }

  /** Takes over values that a network of this precision has kept. */
  void assign(double[] source) {
    System.arraycopy(source, 0, values, 0, values.length);
  }
}
