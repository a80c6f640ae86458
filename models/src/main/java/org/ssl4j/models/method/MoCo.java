package org.ssl4j.models.method;

import static org.ssl4j.method.Encoders.PROJECTION;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.ssl4j.config.TargetConfig;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.method.EncoderMethod;
import org.ssl4j.method.Encoders;
import org.ssl4j.method.LossTerm;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.MethodSpec;
import org.ssl4j.method.MethodState;
import org.ssl4j.method.Step;
import org.ssl4j.method.StepContext;
import org.ssl4j.method.TargetUpdate;
import org.ssl4j.models.objective.InfoNce;
import org.ssl4j.models.objective.UnitRows;
import org.ssl4j.network.ImageBatch;
import org.ssl4j.network.Partition;

/**
 * MoCo (He et al., "Momentum Contrast for Unsupervised Visual Representation Learning",
 * arXiv:1911.05722, algorithm 1), with a projection head as in v2 and, by default, both directions
 * as in the official CIFAR demo.
 *
 * <pre>
 * q = g(f(x_q)),  k = g'(f'(x_k))                 key encoder without gradient
 * L = -log exp(q.k/T) / (exp(q.k/T) + sum over the queue of exp(q.n/T))           (eq. 1)
 * after the update: key = m key + (1 - m) query   (eq. 2);  enqueue k, dequeue the oldest
 * </pre>
 *
 * <p>The key encoder is averaged after the optimizer's step, which is one step later than in the
 * paper's pseudo-code order and otherwise the same.
 */
public final class MoCo extends EncoderMethod {

  private static final int VIEWS = 2;

  private final MoCoSettings settings;
  private final FeatureQueue queue;
  private final TargetUpdate targetUpdate;
  private final Partition partition;
  private Matrix pendingKeys;

  public MoCo(MethodContext context) {
    this((MoCoSettings) context.config().method(), context);
  }

  private MoCo(MoCoSettings settings, MethodContext context) {
    super(
        context,
        Encoders.projecting(context, settings.projector(), 0),
        settings.target().kind() == TargetConfig.Kind.SELF
            ? null
            : Encoders.projecting(context, settings.projector(), 1),
        false);
    this.settings = settings;
    var layers = settings.projector().layers();
    this.queue =
        new FeatureQueue(
            settings.queueSize(),
            layers.get(layers.size() - 1),
            context.precision(),
            context.config().seed());
    this.targetUpdate = TargetUpdate.of(settings.target(), online(), target());
    // Asymmetric training shows each encoder one view only; a query encoder that is its own key
    // encoder sees both.
    boolean bothViews = settings.symmetric() || target() == null;
    this.partition = new Partition(bothViews ? VIEWS : 1, settings.splitBatchNorm());
  }

  @Override
  public MethodSpec spec() {
    var loss =
        settings.negatives()
            ? new LossTerm(
                "loss",
                InfoNce.floor(settings.queueSize(), settings.temperature()),
                InfoNce.chance(settings.queueSize()),
                "cross-entropy of identifying the key among the keys of the queue")
            : new LossTerm(
                "loss",
                -1 / settings.temperature(),
                0,
                "negative cosine of query and key over temperature");
    var attraction =
        new LossTerm(
            "attraction", -1 / settings.temperature(), 0, "negative similarity of query and key");
    var repulsion =
        new LossTerm(
            "repulsion",
            Double.NaN,
            InfoNce.chance(settings.queueSize()),
            "log-sum-exp of all similarities");
    return new MethodSpec(
        "moco",
        VIEWS,
        loss,
        settings.negatives() ? List.of(attraction, repulsion) : List.of(attraction));
  }

  @Override
  public Step computeGradients(ImageBatch views, StepContext context) {
    return settings.symmetric() ? bothDirections(views) : oneDirection(views);
  }

  private Step bothDirections(ImageBatch views) {
    var keys = target() == null ? null : targetProjections(views, partition);
    try (var pass = online().network().forward(views, partition)) {
      var q = pass.output(PROJECTION);
      var k = keys == null ? q.copy() : keys;
      try (var loss =
          InfoNce.symmetric(
              view(q, 0, VIEWS),
              view(q, 1, VIEWS),
              view(k, 0, VIEWS),
              view(k, 1, VIEWS),
              queue.features(),
              settings.temperature(),
              settings.negatives())) {
        pass.backward(Map.of(PROJECTION, Matrix.stack(loss.gradient(0), loss.gradient(1))));
        pendingKeys = k;
        return new Step(loss.loss(), loss.terms(), view(q, 0, VIEWS).copy());
      }
    }
  }

  private Step oneDirection(ImageBatch views) {
    int n = views.count() / VIEWS;
    var keys = target() == null ? null : targetProjections(views.slice(n, 2 * n), partition);
    var queryImages = target() == null ? views : views.slice(0, n);
    try (var pass = online().network().forward(queryImages, partition)) {
      var projections = pass.output(PROJECTION);
      var q = target() == null ? view(projections, 0, VIEWS) : projections;
      var k = target() == null ? view(projections, 1, VIEWS).copy() : keys;
      try (var loss =
          InfoNce.compute(q, k, queue.features(), settings.temperature(), settings.negatives())) {
        var gradient = target() == null ? withZeros(loss.gradient(0)) : loss.gradient(0);
        pass.backward(Map.of(PROJECTION, gradient));
        pendingKeys = k;
        return new Step(loss.loss(), loss.terms(), q.copy());
      }
    }
  }

  /** Keys of the query encoder's own carry no gradient. */
  private static Matrix withZeros(Matrix gradient) {
    return Matrix.stack(
        gradient, Matrix.allocate(gradient.precision(), gradient.rows(), gradient.columns()));
  }

  @Override
  public OptionalDouble targetMomentum(StepContext context) {
    return targetUpdate.tau(context);
  }

  /** Enqueues after the update: the loss of a step must not see its own keys as negatives. */
  @Override
  public void afterUpdate(StepContext context) {
    targetUpdate.apply(context);
    var keys = UnitRows.normalize(pendingKeys);
    queue.enqueue(keys);
    keys.release();
    pendingKeys = null;
  }

  @Override
  public MethodState state() {
    return new MethodState(
        Map.of("queue", queue.features()), Map.of("pointer", (long) queue.pointer()));
  }

  @Override
  public void restore(MethodState state) {
    var rows = state.arrays().get("queue");
    var pointer = state.counters().get("pointer");
    if (rows == null || pointer == null) {
      throw new IllegalArgumentException("the stored state has no queue");
    }
    queue.restore(rows, pointer);
  }
}
