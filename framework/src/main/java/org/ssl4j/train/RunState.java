package org.ssl4j.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.method.MethodState;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.storage.ArrayFile;
import org.ssl4j.storage.DurableFiles;
import org.ssl4j.text.Text;

/**
 * Everything that a step changes, in one place, so that saving and continuing cannot forget a part.
 */
final class RunState {

  static final String ONLINE = "online";
  private static final String TARGET = "target";
  private static final String OPTIMIZER = "optimizer-";
  private static final String METHOD = "method-";

  private final SSLMethod method;
  private final Optimizer optimizer;
  private final long seed;
  private final int stepsPerEpoch;

  private final Map<String, Double> epochSums = new LinkedHashMap<>();
  private int epochSteps;
  private long step;
  private EpochRecord.Baselines baselines = EpochRecord.Baselines.NONE;
  private Double firstLoss;
  private int rollbacks;

  RunState(SSLMethod method, Optimizer optimizer, long seed, int stepsPerEpoch) {
    this.method = method;
    this.optimizer = optimizer;
    this.seed = seed;
    this.stepsPerEpoch = stepsPerEpoch;
  }

  /** Updates made. */
  long step() {
    return step;
  }

  /** Epochs completed. */
  int epoch() {
    return (int) (step / stepsPerEpoch);
  }

  /** Updates made in the unfinished epoch. */
  int stepInEpoch() {
    return (int) (step % stepsPerEpoch);
  }

  EpochRecord.Baselines baselines() {
    return baselines;
  }

  void baselines(EpochRecord.Baselines measured) {
    baselines = measured;
  }

  /** Loss of the run's first step; empty before it. */
  OptionalDouble firstLoss() {
    return firstLoss == null ? OptionalDouble.empty() : OptionalDouble.of(firstLoss);
  }

  /** How often the run has gone back to a checkpoint because it diverged. */
  int rollbacks() {
    return rollbacks;
  }

  void rollbacks(int made) {
    rollbacks = made;
  }

  /** Counts an update and adds its losses to the epoch's. */
  void advance(double loss, Map<String, Double> terms) {
    step++;
    if (firstLoss == null) {
      firstLoss = loss;
    }
    epochSteps++;
    epochSums.merge("", loss, Double::sum);
    terms.forEach((name, value) -> epochSums.merge(name, value, Double::sum));
  }

  /** Mean loss of the epoch's steps; the loss itself has the empty name. */
  Map<String, Double> epochMeans() {
    Map<String, Double> means = new LinkedHashMap<>();
    epochSums.forEach((name, sum) -> means.put(name, sum / epochSteps));
    return means;
  }

  /** Forgets the epoch's steps, once it has been measured. */
  void endEpoch() {
    epochSums.clear();
    epochSteps = 0;
  }

  /**
   * Whether the steps of an epoch have been made, but a stop came before its measurement.
   *
   * @param lastStep ends its epoch, wherever it lies in it
   */
  boolean owesMeasurement(long lastStep) {
    return epochSteps > 0 && (stepInEpoch() == 0 || step == lastStep);
  }

  /**
   * Writes a checkpoint.
   *
   * @param spared which of all checkpoints, newest first, stay whatever their age
   */
  Path save(Checkpoints checkpoints, Function<List<Path>, Set<Path>> spared) throws IOException {
    var state =
        new TrainingState(
            TrainingState.VERSION,
            method.spec().name(),
            seed,
            step,
            stepsPerEpoch,
            method.state().counters(),
            // Keeps the order of the terms, which Map.copyOf would shuffle from JVM to JVM.
            new LinkedHashMap<>(epochSums),
            epochSteps,
            baselines,
            firstLoss,
            rollbacks);
    return checkpoints.save(state, arrays(), spared);
  }

  /**
   * Continues from a checkpoint.
   *
   * @throws RunException if it is damaged or belongs to another run
   */
  void load(Path checkpoint) {
    var state = Checkpoints.readState(checkpoint);
    require(checkpoint, "method", method.spec().name(), state.method());
    require(checkpoint, "seed", seed, state.seed());
    require(checkpoint, "steps per epoch", stepsPerEpoch, state.stepsPerEpoch());
    var networks = method.networks();
    Checkpoints.readInto(checkpoint, ONLINE, networks.online().flatParameters());
    networks
        .target()
        .ifPresent(target -> Checkpoints.readInto(checkpoint, TARGET, target.flatParameters()));
    try {
      optimizer.restore(readAll(checkpoint, OPTIMIZER, optimizer.state()));
      var methodState = method.state();
      method.restore(
          new MethodState(readMatrices(checkpoint, methodState.arrays()), state.counters()));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new RunException(
          Text.of("checkpoint %s cannot be used: %s", checkpoint, e.getMessage()), e);
    }
    step = state.step();
    epochSums.clear();
    epochSums.putAll(state.epochSums());
    epochSteps = state.epochSteps();
    baselines = state.baselines();
    firstLoss = state.firstLoss();
    rollbacks = state.rollbacks();
  }

  private static Map<String, INDArray> readAll(
      Path checkpoint, String prefix, Map<String, INDArray> live) {
    Map<String, INDArray> stored = new LinkedHashMap<>();
    live.forEach(
        (name, array) -> {
          var copy = array.ulike();
          Checkpoints.readInto(checkpoint, prefix + name, copy);
          stored.put(name, copy);
        });
    return stored;
  }

  private static Map<String, Matrix> readMatrices(Path checkpoint, Map<String, Matrix> live) {
    Map<String, Matrix> stored = new LinkedHashMap<>();
    live.forEach(
        (name, matrix) -> {
          var copy = Matrix.allocate(matrix.precision(), matrix.rows(), matrix.columns());
          Checkpoints.readInto(checkpoint, METHOD + name, copy);
          stored.put(name, copy);
        });
    return stored;
  }

  private static void require(Path checkpoint, String what, Object expected, Object stored) {
    if (!expected.equals(stored)) {
      throw new RunException(
          Text.of(
              "checkpoint %s has %s %s but the config has %s; resume with the config of the run",
              checkpoint, what, stored, expected));
    }
  }

  private Map<String, DurableFiles.Body> arrays() {
    Map<String, DurableFiles.Body> arrays = new LinkedHashMap<>();
    var networks = method.networks();
    arrays.put(ONLINE, body(networks.online().flatParameters()));
    networks.target().ifPresent(target -> arrays.put(TARGET, body(target.flatParameters())));
    optimizer.state().forEach((name, array) -> arrays.put(OPTIMIZER + name, body(array)));
    method
        .state()
        .arrays()
        .forEach((name, matrix) -> arrays.put(METHOD + name, out -> ArrayFile.write(matrix, out)));
    return arrays;
  }

  private static DurableFiles.Body body(INDArray array) {
    return out -> ArrayFile.write(array, out);
  }
}
