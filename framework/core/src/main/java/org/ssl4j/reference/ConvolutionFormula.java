package org.ssl4j.reference;

import java.util.List;
import org.ssl4j.network.Operations.Convolution;
import org.ssl4j.network.Partition;

/**
 * {@code y[n,k,i,j] = sum over c,p,q of w[k,c,p,q] x[n, c, stride i + p - padding, stride j + q -
 * padding]}, where x is 0 outside of its maps.
 */
record ConvolutionFormula(Convolution spec, Parameter weight) implements Formula {

  @Override
  public PlanStep train(List<Values> inputs, Partition partition) {
    var x = inputs.get(0);
    return PlanStep.smooth(forward(x), dy -> List.of(backward(x, dy)));
  }

  private Values forward(Values x) {
    var y = Values.zeros(x.count(), spec.outputs(), size(x.height()), size(x.width()));
    for (int n = 0; n < y.count(); n++) {
      for (int k = 0; k < y.channels(); k++) {
        for (int i = 0; i < y.height(); i++) {
          for (int j = 0; j < y.width(); j++) {
            y.set(n, k, i, j, product(x, n, k, i, j));
          }
        }
      }
    }
    return y;
  }

  private double product(Values x, int n, int k, int i, int j) {
    double sum = 0;
    for (int c = 0; c < x.channels(); c++) {
      for (int p = 0; p < spec.kernel(); p++) {
        for (int q = 0; q < spec.kernel(); q++) {
          int row = spec.stride() * i + p - spec.padding();
          int column = spec.stride() * j + q - spec.padding();
          if (inside(x, row, column)) {
            sum += weight.get(weightIndex(k, c, p, q)) * x.get(n, c, row, column);
          }
        }
      }
    }
    return sum;
  }

  /** {@code dw = sum dy x} and {@code dx = sum dy w} over the same products. */
  private Values backward(Values x, Values dy) {
    var dx = x.like();
    for (int n = 0; n < dy.count(); n++) {
      for (int k = 0; k < dy.channels(); k++) {
        for (int i = 0; i < dy.height(); i++) {
          for (int j = 0; j < dy.width(); j++) {
            spread(x, dx, n, k, i, j, dy.get(n, k, i, j));
          }
        }
      }
    }
    return dx;
  }

  private void spread(Values x, Values dx, int n, int k, int i, int j, double gradient) {
    for (int c = 0; c < x.channels(); c++) {
      for (int p = 0; p < spec.kernel(); p++) {
        for (int q = 0; q < spec.kernel(); q++) {
          int row = spec.stride() * i + p - spec.padding();
          int column = spec.stride() * j + q - spec.padding();
          if (inside(x, row, column)) {
            int w = weightIndex(k, c, p, q);
            weight.addGradient(w, gradient * x.get(n, c, row, column));
            dx.add(n, c, row, column, gradient * weight.get(w));
          }
        }
      }
    }
  }

  private int size(int input) {
    return (input + 2 * spec.padding() - spec.kernel()) / spec.stride() + 1;
  }

  private static boolean inside(Values x, int row, int column) {
    return row >= 0 && row < x.height() && column >= 0 && column < x.width();
  }

  private int weightIndex(int k, int c, int p, int q) {
    return ((k * spec.inputs() + c) * spec.kernel() + p) * spec.kernel() + q;
  }
}
