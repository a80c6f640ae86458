package org.ssl4j.reference;

import java.util.List;
import org.ssl4j.network.Operations.MaxPool;
import org.ssl4j.network.Partition;

/**
 * {@code y[n,c,i,j] = max over p,q of x[n, c, stride i + p - padding, stride j + q - padding]}
 * inside of the maps. The gradient goes to the maximum, of equal ones to the first in reading
 * order.
 */
record MaxPoolFormula(MaxPool spec) implements Formula {

  /**
   * Where a window's maximum lies.
   *
   * @param lead of the maximum over the next
   */
  private record Winner(int row, int column, double value, double lead) {}

  @Override
  public PlanStep train(List<Values> inputs, Partition partition) {
    var x = inputs.get(0);
    var y = Values.zeros(x.count(), x.channels(), size(x.height()), size(x.width()));
    double margin = Double.POSITIVE_INFINITY;
    for (int n = 0; n < y.count(); n++) {
      for (int c = 0; c < y.channels(); c++) {
        for (int i = 0; i < y.height(); i++) {
          for (int j = 0; j < y.width(); j++) {
            var winner = winner(x, n, c, i, j);
            y.set(n, c, i, j, winner.value());
            // A window of nothing but a ReLU's zeros: whichever gets the gradient, the ReLU stops
            // it.
            if (winner.value() != 0) {
              margin = Math.min(margin, winner.lead());
            }
          }
        }
      }
    }
    return new PlanStep(y, margin, dy -> List.of(backward(x, dy)));
  }

  private Values backward(Values x, Values dy) {
    var dx = x.like();
    for (int n = 0; n < dy.count(); n++) {
      for (int c = 0; c < dy.channels(); c++) {
        for (int i = 0; i < dy.height(); i++) {
          for (int j = 0; j < dy.width(); j++) {
            var winner = winner(x, n, c, i, j);
            dx.add(n, c, winner.row(), winner.column(), dy.get(n, c, i, j));
          }
        }
      }
    }
    return dx;
  }

  private Winner winner(Values x, int n, int c, int i, int j) {
    int top = spec.stride() * i - spec.padding();
    int left = spec.stride() * j - spec.padding();
    int bestRow = -1;
    int bestColumn = -1;
    double best = Double.NEGATIVE_INFINITY;
    double second = Double.NEGATIVE_INFINITY;
    for (int row = Math.max(0, top); row < Math.min(x.height(), top + spec.kernel()); row++) {
      for (int column = Math.max(0, left);
          column < Math.min(x.width(), left + spec.kernel());
          column++) {
        double value = x.get(n, c, row, column);
        if (bestRow < 0 || value > best || Double.isNaN(value)) {
          second = best;
          best = value;
          bestRow = row;
          bestColumn = column;
        } else {
          second = Math.max(second, value);
        }
      }
    }
    return new Winner(bestRow, bestColumn, best, best - second);
  }

  private int size(int input) {
    return (input + 2 * spec.padding() - spec.kernel()) / spec.stride() + 1;
  }
}
