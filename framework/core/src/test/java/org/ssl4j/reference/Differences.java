package org.ssl4j.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.DoubleSupplier;

/** Compares derivatives with central differences. */
final class Differences {
  private static final double STEP = 1e-5;

  private Differences() {}

  /** A number in memory. */
  interface Cell {
    double get();

    void set(double value);
  }

  /** The derivative of a function by one number. */
  static double derivative(Cell cell, DoubleSupplier function) {
    double value = cell.get();
    cell.set(value + STEP);
    double above = function.getAsDouble();
    cell.set(value - STEP);
    double below = function.getAsDouble();
    cell.set(value);
    return (above - below) / (2 * STEP);
  }

  static Cell entry(double[] array, int index) {
    return new Cell() {
      @Override
      public double get() {
        return array[index];
      }

      @Override
      public void set(double value) {
        array[index] = value;
      }
    };
  }

  static Cell entry(Parameter parameter, int index) {
    return new Cell() {
      @Override
      public double get() {
        return parameter.get(index);
      }

      @Override
      public void set(double value) {
        parameter.set(index, value);
      }
    };
  }

  static void assertClose(String what, double derivative, double difference) {
    assertThat(Math.abs(derivative - difference))
        .as("%s: derivative %s, difference %s", what, derivative, difference)
        .isLessThan(2e-8 * Math.max(1, Math.abs(difference)));
  }

  static Values random(Random random, int count, int channels, int height, int width) {
    var values = Values.zeros(count, channels, height, width);
    for (int i = 0; i < values.data().length; i++) {
      values.data()[i] = random.nextGaussian();
    }
    return values;
  }

  /** {@code sum a b}. */
  static double product(Values a, Values b) {
    double sum = 0;
    for (int i = 0; i < a.data().length; i++) {
      sum += a.data()[i] * b.data()[i];
    }
    return sum;
  }
}
