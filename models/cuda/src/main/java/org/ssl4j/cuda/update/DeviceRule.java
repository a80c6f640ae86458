package org.ssl4j.cuda.update;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.config.OptimizerConfig;
import org.ssl4j.cuda.device.DeviceBuffer;
import org.ssl4j.cuda.device.LaunchShape;
import org.ssl4j.cuda.layer.DeviceWork;
import org.ssl4j.cuda.layer.FlatParameters;
import org.ssl4j.network.ParameterKind;
import org.ssl4j.network.ParameterSegment;
import org.ssl4j.network.Rates;

/**
 * An update rule: one kernel that passes over parameters, gradient and state once. Running
 * statistics and frozen parameters are never touched, whatever their gradient holds.
 */
public abstract sealed class DeviceRule implements AutoCloseable {

  /** What happens to a parameter, as {@code update.cu} reads it. */
  private static final int MOVES = 1;

  private static final int DECAYS = 2;
  private static final int PREDICTS = 4;
  private static final int TRUSTS = 8;

  /** Threads of a block; each works on several entries of a chunk. */
  private static final int THREADS = 256;

  private static final String MOMENTUM = "momentum";

  private final DeviceWork work;
  private final FlatParameters parameters;
  private final OptimizerConfig config;
  private final ChunkTable chunks;
  private final DeviceBuffer treatments;
  private final Map<String, DeviceBuffer> vectors = new LinkedHashMap<>();

  private DeviceRule(
      DeviceWork work,
      FlatParameters parameters,
      OptimizerConfig config,
      Predicate<? super ParameterSegment> frozen) {
    this.work = work;
    this.parameters = parameters;
    this.config = config;
    var segments = parameters.layout().segments();
    chunks = new ChunkTable(work.device(), segments);
    List<Integer> all = new ArrayList<>();
    segments.forEach(segment -> all.add(treatment(segment, frozen.test(segment))));
    treatments = ChunkTable.integers(work.device(), all);
  }

  private int treatment(ParameterSegment segment, boolean frozen) {
    boolean weight = segment.kind() == ParameterKind.WEIGHT;
    if (frozen || segment.kind() == ParameterKind.STATISTIC) {
      return 0;
    }
    return MOVES
        | (weight || config.decayAll() ? DECAYS : 0)
        | (segment.predictor() ? PREDICTS : 0)
        | (weight && segment.rank() > 1 ? TRUSTS : 0);
  }

  /**
   * The rule of a configuration, its state zero.
   *
   * @param frozen parameters that never change
   * @throws InvalidSettingException if a setting makes no sense
   */
  public static DeviceRule of(
      DeviceWork work,
      FlatParameters parameters,
      OptimizerConfig config,
      Predicate<? super ParameterSegment> frozen) {
    return switch (config.name()) {
      case SGD -> new DescentRule(work, parameters, config, frozen);
      case LARS -> new TrustRule(work, parameters, config, frozen);
      case ADAMW -> {
        requireBelowOne("optimizer.beta1", config.beta1());
        requireBelowOne("optimizer.beta2", config.beta2());
        yield new MomentsRule(work, parameters, config, frozen);
      }
    };
  }

  private static void requireBelowOne(String path, double beta) {
    if (!(beta >= 0 && beta < 1)) {
      throw new InvalidSettingException(path, "must be at least 0 and below 1, not " + beta);
    }
  }

  /** Makes one step from the gradient. */
  public final void update(Rates rates) {
    if (chunks.count() > 0) {
      step(rates);
      parameters.changed();
    }
  }

  abstract void step(Rates rates);

  /** The state's vectors by name, each as long as the parameters. */
  public final Map<String, DeviceBuffer> vectors() {
    return vectors;
  }

  /** The state's counters by name. */
  public Map<String, Long> counters() {
    return Map.of();
  }

  /** Continues with stored counters of the same names. */
  public void restore(Map<String, Long> counters) {}

  final DeviceBuffer vector(String name) {
    var vector = work.device().allocate(parameters.values().bytes());
    work.device().zero(vector);
    vectors.put(name, vector);
    return vector;
  }

  /** Runs a kernel with a block for each chunk. */
  final void run(String kernel, Object... arguments) {
    work.run(kernel, new LaunchShape(chunks.count(), 1, THREADS), arguments);
  }

  final DeviceBuffer values() {
    return parameters.values();
  }

  final DeviceBuffer gradient() {
    return parameters.gradient();
  }

  final float decay() {
    return (float) config.weightDecay();
  }

  @Override
  public void close() {
    vectors.values().forEach(work.device()::free);
    chunks.close();
    if (treatments != null) {
      work.device().free(treatments);
    }
  }

  /** Stochastic gradient descent with momentum. */
  private static final class DescentRule extends DeviceRule {
    private final DeviceBuffer momentum = vector(MOMENTUM);

    DescentRule(
        DeviceWork work,
        FlatParameters parameters,
        OptimizerConfig config,
        Predicate<? super ParameterSegment> frozen) {
      super(work, parameters, config, frozen);
    }

    @Override
    void step(Rates rates) {
      run(
          "sgd",
          values(),
          gradient(),
          momentum,
          super.chunks.begin(),
          super.chunks.length(),
          super.chunks.owner(),
          super.treatments,
          (float) super.config.momentum(),
          super.config.nesterov() ? 1 : 0,
          decay(),
          (float) rates.base(),
          (float) rates.predictor());
    }
  }

  /** Layer-wise adaptive rate scaling. */
  private static final class TrustRule extends DeviceRule {
    private final DeviceBuffer momentum = vector(MOMENTUM);
    private final DeviceBuffer sums;
    private final DeviceBuffer trust;
    private final int count;

    TrustRule(
        DeviceWork work,
        FlatParameters parameters,
        OptimizerConfig config,
        Predicate<? super ParameterSegment> frozen) {
      super(work, parameters, config, frozen);
      count = parameters.layout().segments().size();
      sums = work.device().allocate(2L * Math.max(1, super.chunks.count()) * Double.BYTES);
      trust = work.device().allocate((long) Math.max(1, count) * Float.BYTES);
    }

    @Override
    void step(Rates rates) {
      var chunks = super.chunks;
      run(
          "lars_chunks",
          values(),
          gradient(),
          chunks.begin(),
          chunks.length(),
          chunks.owner(),
          super.treatments,
          decay(),
          sums);
      super.work.each(
          count,
          "lars_trust",
          sums,
          chunks.firstOfOwner(),
          count,
          (float) super.config.larsEta(),
          trust);
      run(
          "lars",
          values(),
          gradient(),
          momentum,
          chunks.begin(),
          chunks.length(),
          chunks.owner(),
          super.treatments,
          trust,
          (float) super.config.momentum(),
          decay(),
          (float) rates.base(),
          (float) rates.predictor());
    }

    @Override
    public void close() {
      super.work.device().free(sums);
      super.work.device().free(trust);
      super.close();
    }
  }

  /** Adam with decoupled weight decay. */
  private static final class MomentsRule extends DeviceRule {
    private static final String STEP = "step";

    private final DeviceBuffer first = vector("firstMoment");
    private final DeviceBuffer second = vector("secondMoment");
    private long step;

    MomentsRule(
        DeviceWork work,
        FlatParameters parameters,
        OptimizerConfig config,
        Predicate<? super ParameterSegment> frozen) {
      super(work, parameters, config, frozen);
    }

    @Override
    void step(Rates rates) {
      step++;
      double beta1 = super.config.beta1();
      double beta2 = super.config.beta2();
      run(
          "adamw",
          values(),
          gradient(),
          first,
          second,
          super.chunks.begin(),
          super.chunks.length(),
          super.chunks.owner(),
          super.treatments,
          (float) beta1,
          (float) beta2,
          (float) (1 - beta1),
          (float) (1 - beta2),
          (float) (1 - Math.pow(beta1, (double) step)),
          (float) (1 - Math.pow(beta2, (double) step)),
          (float) super.config.epsilon(),
          decay(),
          (float) rates.base(),
          (float) rates.predictor());
    }

    @Override
    public Map<String, Long> counters() {
      return Map.of(STEP, step);
    }

    @Override
    public void restore(Map<String, Long> counters) {
      step = counters.get(STEP);
    }
  }
}
