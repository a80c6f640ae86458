package org.ssl4j.reference;

import java.util.List;
import org.ssl4j.network.Partition;

/** {@code y[n,c] = mean over i,j of x[n,c,i,j]}. */
record GlobalAveragePoolFormula() implements Formula {

  @Override
  public PlanStep train(List<Values> inputs, Partition partition) {
    var x = inputs.get(0);
    return PlanStep.smooth(means(x), dy -> List.of(backward(x, dy)));
  }

  /** The means of maps over their positions. */
  static Values means(Values x) {
    var y = Values.zeros(x.count(), x.channels(), 1, 1);
    for (int n = 0; n < x.count(); n++) {
      for (int c = 0; c < x.channels(); c++) {
        double sum = 0;
        for (int i = 0; i < x.height(); i++) {
          for (int j = 0; j < x.width(); j++) {
            sum += x.get(n, c, i, j);
          }
        }
        y.set(n, c, 0, 0, sum / (x.height() * x.width()));
      }
    }
    return y;
  }

  private static Values backward(Values x, Values dy) {
    var dx = x.like();
    for (int n = 0; n < x.count(); n++) {
      for (int c = 0; c < x.channels(); c++) {
        for (int i = 0; i < x.height(); i++) {
          for (int j = 0; j < x.width(); j++) {
            dx.set(n, c, i, j, dy.get(n, c, 0, 0) / (x.height() * x.width()));
          }
        }
      }
    }
    return dx;
  }
}
