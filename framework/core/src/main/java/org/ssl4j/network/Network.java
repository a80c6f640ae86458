package org.ssl4j.network;

import java.util.List;
import java.util.function.Predicate;
import org.ssl4j.config.OptimizerConfig;
import org.ssl4j.matrix.Matrix;

/**
 * A network that an {@link Engine} executes. Its parameters, gradient and the state of its update
 * rule lie where the engine wants them; whoever trains asks for what is to be done with them.
 *
 * <p>Not safe for use by several threads.
 */
public interface Network extends AutoCloseable {

  /** What it computes. */
  NetworkPlan plan();

  /** What lies where in the flat vectors of {@link #state}. */
  ParameterLayout layout();

  /**
   * Forward pass in training mode: batch norms use, and remember, the statistics of the batch.
   *
   * @param partition which parts of the batch have statistics of their own
   */
  Pass forward(ImageBatch images, Partition partition);

  /**
   * A forward pass in training mode without a backward pass: what a target network computes.
   *
   * @param nodes names of nodes whose results are feature vectors
   * @return a copy [N, d] for each
   */
  List<Matrix> compute(ImageBatch images, Partition partition, List<String> nodes);

  /**
   * Forward pass in inference mode: batch norms use their running statistics.
   *
   * @return a copy [N, d] for each reading
   */
  List<Matrix> read(ImageBatch images, List<Reading> readings);

  /** Forgets the gradient, before the first backward pass of an update. */
  void zeroGradient();

  /**
   * Chooses the update rule; its state starts at zero.
   *
   * @param frozen segments that never change, such as those of a fixed random predictor; running
   *     statistics are never changed by an update
   */
  void optimise(OptimizerConfig rule, Predicate<? super ParameterSegment> frozen);

  /**
   * Makes one update from the gradient.
   *
   * @throws IllegalStateException without {@link #optimise}
   */
  void update(Rates rates);

  /**
   * Averages another network of the same engine into this one: {@code this = tau this + (1 - tau)
   * other} for all learned parameters, matched by name; running statistics stay (MoCo,
   * arXiv:1911.05722 eq. 2; BYOL, arXiv:2006.07733 eq. 1).
   *
   * @param other has every parameter of this one, and perhaps more
   */
  void follow(Network other, double tau);

  /** Copies all parameters and running statistics that this one has from another network. */
  void copy(Network other);

  /**
   * Euclidean norm of the gradient; not finite exactly when an entry is not, or when its square
   * does not fit into a float.
   */
  double gradientNorm();

  /**
   * Whether the parameters, or the gradient, are finite, and how large: asked when training is in
   * trouble.
   */
  Health health();

  /** Keeps the running statistics as they are, to be put back by {@link Undo#run}. */
  Undo statistics();

  /** Puts something back as it was. */
  interface Undo {
    /** Puts it back; may be called more than once. */
    void run();
  }

  /** Everything that training changes, to be read before the next call: perhaps live memory. */
  NetworkState state();

  /**
   * Continues from a stored state.
   *
   * @throws IllegalArgumentException if it belongs to another network or update rule
   */
  void restore(NetworkState state);

  @Override
  void close();
}
