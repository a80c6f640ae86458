package org.ssl4j.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.method.MethodState;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.network.Network;
import org.ssl4j.network.NetworkState;
import org.ssl4j.run.EpochRecord;
import org.ssl4j.run.RunException;
import org.ssl4j.storage.ArrayFile;
import org.ssl4j.text.Text;

/**
 * Everything that a step changes, in one place, so that saving and continuing cannot forget a part.
 */
public final class RunState {

  public static final String ONLINE = "online";
  private static final String TARGET = "target";
  private static final String OPTIMIZER = "optimizer-";
  private static final String METHOD = "method-";

  private final SSLMethod method;
  private final long seed;
  private final int stepsPerEpoch;

  private final Map<String, Double> epochSums = new LinkedHashMap<>();
  private int epochSteps;
  private long step;
  private EpochRecord.Baselines baselines = EpochRecord.Baselines.NONE;
  private Double firstLoss;
  private int rollbacks;

  public RunState(SSLMethod method, long seed, int stepsPerEpoch) {
    this.method = method;
    this.seed = seed;
    this.stepsPerEpoch = stepsPerEpoch;
  }

  /** Updates made. */
  public long step() {
    return step;
  }

  /** Epochs completed. */
  public int epoch() {
    return (int) (step / stepsPerEpoch);
  }

  /** Updates made in the unfinished epoch. */
  public int stepInEpoch() {
    return (int) (step % stepsPerEpoch);
  }

  public EpochRecord.Baselines baselines() {
    return baselines;
  }

  public void baselines(EpochRecord.Baselines measured) {
    baselines = measured;
  }

  /** Loss of the run's first step; empty before it. */
  public OptionalDouble firstLoss() {
    return firstLoss == null ? OptionalDouble.empty() : OptionalDouble.of(firstLoss);
  }

  /** How often the run has gone back to a checkpoint because it diverged. */
  public int rollbacks() {
    return rollbacks;
  }

  public void rollbacks(int made) {
    rollbacks = made;
  }

  /** Counts an update and adds its losses to the epoch's. */
  public void advance(double loss, Map<String, Double> terms) {
    step++;
    if (firstLoss == null) {
      firstLoss = loss;
    }
    epochSteps++;
    epochSums.merge("", loss, Double::sum);
    terms.forEach((name, value) -> epochSums.merge(name, value, Double::sum));
  }

  /** Mean loss of the epoch's steps; the loss itself has the empty name. */
  public Map<String, Double> epochMeans() {
    Map<String, Double> means = new LinkedHashMap<>();
    epochSums.forEach((name, sum) -> means.put(name, sum / epochSteps));
    return means;
  }

  /** Forgets the epoch's steps, once it has been measured. */
  public void endEpoch() {
    epochSums.clear();
    epochSteps = 0;
  }

  /**
   * Whether the steps of an epoch have been made, but a stop came before its measurement.
   *
   * @param lastStep ends its epoch, wherever it lies in it
   */
  public boolean owesMeasurement(long lastStep) {
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
  public void load(Path checkpoint) {
    var state = Checkpoints.readState(checkpoint);
    require(checkpoint, "method", method.spec().name(), state.method());
    require(checkpoint, "seed", seed, state.seed());
    require(checkpoint, "steps per epoch", stepsPerEpoch, state.stepsPerEpoch());
    var networks = method.networks();
    try {
      restore(checkpoint, ONLINE, networks.online());
      networks.target().ifPresent(target -> restore(checkpoint, TARGET, target));
      method.restore(
          new MethodState(readMethod(checkpoint, method.state().arrays()), state.counters()));
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

  private static void restore(Path checkpoint, String name, Network network) {
    var live = network.state();
    Map<String, Matrix> rule = new LinkedHashMap<>();
    for (var entry : live.rule().entrySet()) {
      rule.put(
          entry.getKey(), readVector(checkpoint, OPTIMIZER + entry.getKey(), entry.getValue()));
    }
    Map<String, Long> counters = new LinkedHashMap<>();
    for (String counter : live.counters().keySet()) {
      counters.put(
          counter, Checkpoints.read(checkpoint, OPTIMIZER + counter, ArrayFile::readCount));
    }
    network.restore(
        new NetworkState(readVector(checkpoint, name, live.parameters()), rule, counters));
  }

  private static Matrix readVector(Path checkpoint, String name, Matrix like) {
    return Checkpoints.read(
        checkpoint, name, in -> ArrayFile.readVector(in, like.precision(), like.columns()));
  }

  private static Map<String, Matrix> readMethod(Path checkpoint, Map<String, Matrix> live) {
    Map<String, Matrix> stored = new LinkedHashMap<>();
    live.forEach(
        (name, like) ->
            stored.put(
                name,
                Checkpoints.read(
                    checkpoint,
                    METHOD + name,
                    in -> ArrayFile.readTable(in, like.precision(), like.rows(), like.columns()))));
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

  private Map<String, ArrayFile.Contents> arrays() {
    Map<String, ArrayFile.Contents> arrays = new LinkedHashMap<>();
    var networks = method.networks();
    var online = networks.online().state();
    arrays.put(ONLINE, new ArrayFile.Vector(online.parameters()));
    networks
        .target()
        .ifPresent(target -> arrays.put(TARGET, new ArrayFile.Vector(target.state().parameters())));
    online
        .rule()
        .forEach((name, vector) -> arrays.put(OPTIMIZER + name, new ArrayFile.Vector(vector)));
    online
        .counters()
        .forEach((name, count) -> arrays.put(OPTIMIZER + name, new ArrayFile.Count(count)));
    method
        .state()
        .arrays()
        .forEach((name, table) -> arrays.put(METHOD + name, new ArrayFile.Table(table)));
    return arrays;
  }
}
