package org.ssl4j.reference;

import java.util.Map;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.text.Text;

/** Collects the largest error of several quantities. */
final class Comparison {

  /**
   * A parameter's entries are judged relative to its own largest, but at least to this share of the
   * largest of all parameters: some gradients are 0 but for rounding, such as that of a bias before
   * a batch norm.
   */
  private static final double LEAST_SCALE = 0.01;

  private double error;
  private String where = "all equal";

  double error() {
    return error;
  }

  /** The quantity with that error. */
  String where() {
    return where;
  }

  /** Compares vectors, relative to the largest expected entry. */
  void vectors(String what, double[] actual, double[] expected) {
    vectors(what, actual, expected, largest(expected));
  }

  /** Compares matrices, relative to the largest expected entry. */
  void matrices(String what, Matrix actual, Matrix expected) {
    require(
        Text.of("shape of %s", what),
        actual.rows() == expected.rows() && actual.columns() == expected.columns());
    vectors(what, actual.toDoubles(), expected.toDoubles());
  }

  /** Compares what belongs to parameters, by name. */
  void parameters(String what, Map<String, double[]> actual, Map<String, double[]> expected) {
    require(Text.of("names of %s", what), actual.keySet().equals(expected.keySet()));
    double all = expected.values().stream().mapToDouble(Comparison::largest).max().orElse(0);
    expected.forEach(
        (name, values) ->
            vectors(
                Text.of("%s, %s", what, name),
                actual.get(name),
                values,
                Math.max(largest(values), LEAST_SCALE * all)));
  }

  private void vectors(String what, double[] actual, double[] expected, double scale) {
    require(Text.of("length of %s", what), actual.length == expected.length);
    for (int i = 0; i < expected.length; i++) {
      double difference = Math.abs(actual[i] - expected[i]) / (scale > 0 ? scale : 1);
      if (Double.isNaN(difference)) {
        difference = Double.POSITIVE_INFINITY;
      }
      if (difference > error) {
        error = difference;
        where = Text.of("%s: entry %d is %.9g, not %.9g", what, i, actual[i], expected[i]);
      }
    }
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  /** Something that holds or does not. */
  void holds(String what, boolean holds) {
    if (!holds) {
      error = Double.POSITIVE_INFINITY;
      where = what;
    }
  }

  /** Ends the check if something does not hold: nothing after it would make sense. */
  void require(String what, boolean holds) {
    if (!holds) {
      throw new IllegalStateException(Text.of("wrong %s", what));
    }
  }

  /** A call that must be refused; says so if it is not, or by another exception. */
  void refuses(String what, Class<? extends RuntimeException> type, Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      holds(Text.of("%s: threw %s", what, e), type.isInstance(e));
      return;
    }
    holds(Text.of("%s: was not refused", what), false);
  }
}
