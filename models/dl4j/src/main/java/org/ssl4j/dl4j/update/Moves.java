package org.ssl4j.dl4j.update;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.ssl4j.network.Rates;

/**
 * Applies a direction to the parameters of each group at its learning rate.
 *
 * <p>Holds the views of one parameter vector and one direction vector.
 */
final class Moves {

  private final GroupViews base;
  private final GroupViews predictor;

  Moves(UpdatePlan plan) {
    base = new GroupViews(plan, plan.base());
    predictor = new GroupViews(plan, plan.predictor());
  }

  /** {@code parameters += factor * rate * direction}. */
  void add(INDArray parameters, INDArray direction, double factor, Rates rates) {
    base.add(parameters, direction, factor * rates.base());
    predictor.add(parameters, direction, factor * rates.predictor());
  }

  /** {@code parameters *= 1 - rate * weightDecay} where weight decay applies. */
  void shrink(INDArray parameters, double weightDecay, Rates rates) {
    if (weightDecay != 0) {
      base.scaleDecayed(parameters, 1 - rates.base() * weightDecay);
      predictor.scaleDecayed(parameters, 1 - rates.predictor() * weightDecay);
    }
  }

  /** {@code direction += weightDecay * parameters} where weight decay applies. */
  void addDecay(INDArray direction, INDArray parameters, double weightDecay) {
    if (weightDecay != 0) {
      base.addDecay(direction, parameters, weightDecay);
      predictor.addDecay(direction, parameters, weightDecay);
    }
  }

  /** {@code to += factor * from}, run by run. */
  static void axpy(double factor, List<INDArray> from, List<INDArray> to) {
    for (int i = 0; i < to.size(); i++) {
      FlatVectors.axpy(factor, from.get(i), to.get(i));
    }
  }

  private static final class GroupViews {
    private final FlatViews moved;
    private final FlatViews movedDirection;
    private final FlatViews decayed;
    private final FlatViews decayedDirection;

    GroupViews(UpdatePlan plan, UpdatePlan.Group group) {
      moved = plan.views(group.moved());
      movedDirection = plan.views(group.moved());
      decayed = plan.views(group.decayed());
      decayedDirection = plan.views(group.decayed());
    }

    void add(INDArray parameters, INDArray direction, double factor) {
      axpy(factor, movedDirection.of(direction), moved.of(parameters));
    }

    void addDecay(INDArray direction, INDArray parameters, double weightDecay) {
      axpy(weightDecay, decayed.of(parameters), decayedDirection.of(direction));
    }

    void scaleDecayed(INDArray parameters, double factor) {
      for (INDArray run : decayed.of(parameters)) {
        run.muli(factor);
      }
    }
  }
}
