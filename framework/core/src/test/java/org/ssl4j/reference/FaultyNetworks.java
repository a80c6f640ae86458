package org.ssl4j.reference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.ssl4j.config.OptimizerConfig;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.ImageBatch;
import org.ssl4j.network.Network;
import org.ssl4j.network.NetworkPlan;
import org.ssl4j.network.NetworkState;
import org.ssl4j.network.ParameterSegment;
import org.ssl4j.network.Partition;
import org.ssl4j.network.Rates;
import org.ssl4j.network.Reading;

/** Networks with one mistake each. */
final class FaultyNetworks {

  private FaultyNetworks() {}

  /** A network without a mistake, to make one in. */
  static class Sound extends ReferenceNetwork {
    Sound(NetworkPlan plan) {
      super(plan, Precision.DOUBLE, new Formulas());
    }
  }

  /** All parts of a batch share their statistics. */
  static final class Undivided extends Sound {
    Undivided(NetworkPlan plan) {
      super(plan);
    }

    @Override
    public ReferencePass forward(ImageBatch images, Partition partition) {
      return super.forward(images, Partition.WHOLE);
    }
  }

  /** Groups are taken for splits. */
  static final class Averaging extends Sound {
    Averaging(NetworkPlan plan) {
      super(plan);
    }

    @Override
    public ReferencePass forward(ImageBatch images, Partition partition) {
      return super.forward(images, new Partition(1, partition.parts()));
    }
  }

  /** Every backward pass overwrites the gradient. */
  static final class Forgetful extends Sound {
    Forgetful(NetworkPlan plan) {
      super(plan);
    }

    @Override
    public ReferencePass forward(ImageBatch images, Partition partition) {
      var right = super.forward(images, partition);
      return new ReferencePass(right.trained(), right::output) {
        @Override
        public void backward(Map<String, Matrix> gradients) {
          zeroGradient();
          super.backward(gradients);
        }
      };
    }
  }

  /** All passes share the memory of the last one. */
  static final class SingleMinded extends Sound {
    private ReferencePass last;

    SingleMinded(NetworkPlan plan) {
      super(plan);
    }

    @Override
    public ReferencePass forward(ImageBatch images, Partition partition) {
      last = super.forward(images, partition);
      return new ReferencePass(last.trained(), node -> last.output(node)) {};
    }
  }

  /** The gradient is never set to zero. */
  static final class Greedy extends Sound {
    Greedy(NetworkPlan plan) {
      super(plan);
    }

    @Override
    public void zeroGradient() {}
  }

  /** Computing a target leaves no trace in its running statistics. */
  static final class Traceless extends Sound {
    Traceless(NetworkPlan plan) {
      super(plan);
    }

    @Override
    public List<Matrix> compute(ImageBatch images, Partition partition, List<String> nodes) {
      var undo = statistics();
      var result = super.compute(images, partition, nodes);
      undo.run();
      return result;
    }
  }

  /** Inference uses the batch's statistics. */
  static final class AlwaysTraining extends Sound {
    AlwaysTraining(NetworkPlan plan) {
      super(plan);
    }

    @Override
    public List<Matrix> read(ImageBatch images, List<Reading> readings) {
      var undo = statistics();
      List<Matrix> results = new ArrayList<>();
      try (var pass = forward(images, Partition.WHOLE)) {
        for (var reading : readings) {
          var values = pass.trained().result(reading.node());
          var means = GlobalAveragePoolFormula.means(values);
          results.add(Matrix.of(rows(means)));
        }
      }
      undo.run();
      return results;
    }

    private static double[][] rows(Values features) {
      double[][] rows = new double[features.count()][features.channels()];
      for (int n = 0; n < rows.length; n++) {
        for (int c = 0; c < rows[n].length; c++) {
          rows[n][c] = features.get(n, c, 0, 0);
        }
      }
      return rows;
    }
  }

  /** Running statistics are averaged, too. */
  static final class FollowsAll extends Sound {
    FollowsAll(NetworkPlan plan) {
      super(plan);
    }

    @Override
    public void follow(Network other, double tau) {
      super.follow(other, tau);
      var sources = NetworkValues.parameters(other);
      for (var own : parameters()) {
        double[] source = sources.get(own.segment().fullName());
        for (int i = 0; !own.learned() && i < own.length(); i++) {
          own.set(i, tau * own.get(i) + (1 - tau) * source[i]);
        }
      }
    }
  }

  /** The shares of target and online network are swapped. */
  static final class FollowsFast extends Sound {
    FollowsFast(NetworkPlan plan) {
      super(plan);
    }

    @Override
    public void follow(Network other, double tau) {
      super.follow(other, 1 - tau);
    }
  }

  /** Running statistics are not copied. */
  static final class CopiesLess extends Sound {
    CopiesLess(NetworkPlan plan) {
      super(plan);
    }

    @Override
    public void copy(Network other) {
      var undo = statistics();
      super.copy(other);
      undo.run();
    }
  }

  /** What was kept is not put back. */
  static final class NoUndo extends Sound {
    NoUndo(NetworkPlan plan) {
      super(plan);
    }

    @Override
    public Undo statistics() {
      return () -> {};
    }
  }

  /** A network whose update rule is another than was asked for. */
  static final class OtherRule extends Sound {
    private final UnaryOperator<OptimizerConfig> mistake;

    OtherRule(NetworkPlan plan, UnaryOperator<OptimizerConfig> mistake) {
      super(plan);
      this.mistake = mistake;
    }

    @Override
    public void optimise(OptimizerConfig config, Predicate<? super ParameterSegment> frozen) {
      super.optimise(mistake.apply(config), frozen);
    }
  }

  /** Everything moves. */
  static final class NothingFrozen extends Sound {
    NothingFrozen(NetworkPlan plan) {
      super(plan);
    }

    @Override
    public void optimise(OptimizerConfig config, Predicate<? super ParameterSegment> frozen) {
      super.optimise(config, segment -> false);
    }
  }

  /** The predictor has no rate of its own. */
  static final class OneRate extends Sound {
    OneRate(NetworkPlan plan) {
      super(plan);
    }

    @Override
    public void update(Rates rates) {
      super.update(Rates.uniform(rates.base()));
    }
  }

  /** A resumed network begins its momentum anew. */
  static final class NoMomentum extends Sound {
    NoMomentum(NetworkPlan plan) {
      super(plan);
    }

    @Override
    public void restore(NetworkState state) {
      Map<String, Matrix> zeros = new LinkedHashMap<>();
      state
          .rule()
          .forEach(
              (name, vector) ->
                  zeros.put(name, Matrix.allocate(vector.precision(), 1, vector.columns())));
      super.restore(new NetworkState(state.parameters(), zeros, state.counters()));
    }
  }
}
