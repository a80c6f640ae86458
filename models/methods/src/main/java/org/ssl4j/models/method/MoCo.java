package org.ssl4j.models.method;

import static org.ssl4j.method.Encoders.PROJECTION;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.ssl4j.config.TargetConfig;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.method.EncoderMethod;
import org.ssl4j.method.Encoders;
import org.ssl4j.method.Loss;
import org.ssl4j.method.LossTerm;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.MethodSpec;
import org.ssl4j.method.MethodState;
import org.ssl4j.method.StepContext;
import org.ssl4j.method.TargetUpdate;
import org.ssl4j.method.Views;
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
        "moco", loss, settings.negatives() ? List.of(attraction, repulsion) : List.of(attraction));
  }

  @Override
  protected Partition partition() {
    return partition;
  }

  @Override
  protected List<String> reads() {
    return List.of(PROJECTION);
  }

  /**
   * Each query is compared with keys of earlier batches only, but a batch's keys are enqueued
   * together, in the order in which the batch has them.
   */
  @Override
  protected boolean comparesImages() {
    return true;
  }

  @Override
  protected ImageBatch onlineImages(Views views) {
    var both = views.only();
    return settings.symmetric() || target() == null ? both : both.slice(0, both.count() / VIEWS);
  }

  @Override
  protected ImageBatch targetImages(Views views) {
    var both = views.only();
    return settings.symmetric() ? both : both.slice(both.count() / VIEWS, both.count());
  }

  @Override
  protected Loss loss(Map<String, Matrix> outputs, Matrix targets, StepContext context) {
    return settings.symmetric()
        ? bothDirections(outputs.get(PROJECTION), targets)
        : oneDirection(outputs.get(PROJECTION), targets);
  }

  private Loss bothDirections(Matrix q, Matrix keys) {
    var k = keys == null ? q.copy() : keys;
    var q1 = view(q, 0, VIEWS);
    var result =
        InfoNce.symmetric(
            q1,
            view(q, 1, VIEWS),
            view(k, 0, VIEWS),
            view(k, 1, VIEWS),
            queue.features(),
            settings.temperature(),
            settings.negatives());
    pendingKeys = k;
    return new Loss(
        result.loss(),
        result.terms(),
        Map.of(PROJECTION, Matrix.stack(result.gradient(0), result.gradient(1))),
        q1,
        result::close);
  }

  private Loss oneDirection(Matrix projections, Matrix keys) {
    var q = target() == null ? view(projections, 0, VIEWS) : projections;
    var k = target() == null ? view(projections, 1, VIEWS).copy() : keys;
    var result =
        InfoNce.compute(q, k, queue.features(), settings.temperature(), settings.negatives());
    pendingKeys = k;
    var gradient = target() == null ? withZeros(result.gradient(0)) : result.gradient(0);
    return new Loss(result.loss(), result.terms(), Map.of(PROJECTION, gradient), q, result::close);
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
