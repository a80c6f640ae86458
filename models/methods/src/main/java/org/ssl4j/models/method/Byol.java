package org.ssl4j.models.method;

import static org.ssl4j.method.Encoders.PREDICTION;
import static org.ssl4j.method.Encoders.TARGET_PROJECTION;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.ssl4j.config.PredictorConfig;
import org.ssl4j.config.TargetConfig;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.method.EncoderMethod;
import org.ssl4j.method.Encoders;
import org.ssl4j.method.Encoders.OwnTarget;
import org.ssl4j.method.Loss;
import org.ssl4j.method.LossTerm;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.MethodSpec;
import org.ssl4j.method.StepContext;
import org.ssl4j.method.TargetUpdate;
import org.ssl4j.models.objective.NormalizedRegression;
import org.ssl4j.network.Partition;
import org.ssl4j.network.Tap;

/**
 * BYOL (Grill et al., "Bootstrap Your Own Latent", arXiv:2006.07733, section 3.1).
 *
 * <pre>
 * p1, p2   = q(g(f(x1))), q(g(f(x2)))      online network with predictor q
 * z1', z2' = g'(f'(x1)), g'(f'(x2))        target network, no gradient
 * L = (2 - 2 cos(p1, z2')) + (2 - 2 cos(p2, z1'))                                 (eq. 2)
 * after the update: target = tau target + (1 - tau) online                        (eq. 1)
 * </pre>
 *
 * <p>The target runs in training mode and keeps its own batch-norm statistics; averaging covers the
 * learned parameters. VICReg's variance and covariance terms of the online projections can be added
 * ({@link AddedTerms}).
 */
public final class Byol extends EncoderMethod {

  private static final int VIEWS = 2;
  private static final Partition PARTITION = Partition.groups(VIEWS);

  private final boolean ownTarget;
  private final boolean stopGradient;
  private final AddedTerms added;
  private final TargetUpdate targetUpdate;

  public Byol(MethodContext context) {
    this((ByolSettings) context.config().method(), context);
  }

  private Byol(ByolSettings settings, MethodContext context) {
    super(
        context,
        Encoders.predicting(
            context,
            settings.projector(),
            settings.predictor(),
            ownTarget(settings),
            settings.added().active()),
        settings.target().kind() == TargetConfig.Kind.SELF
            ? null
            : Encoders.projecting(context, settings.projector(), 1),
        settings.predictor().kind() == PredictorConfig.Kind.FIXED);
    this.ownTarget = target() == null;
    this.stopGradient = settings.stopGradient();
    this.added = settings.added();
    this.targetUpdate = TargetUpdate.of(settings.target(), online(), target());
  }

  private static OwnTarget ownTarget(ByolSettings settings) {
    if (settings.target().kind() != TargetConfig.Kind.SELF) {
      return OwnTarget.ABSENT;
    }
    return settings.stopGradient() ? OwnTarget.STOP_GRADIENT : OwnTarget.WITH_GRADIENT;
  }

  @Override
  public MethodSpec spec() {
    var loss =
        new LossTerm(
            "loss",
            NormalizedRegression.floor(),
            NormalizedRegression.chance(),
            "squared distance of normalised predictions and targets, in both directions");
    return new MethodSpec(
        "byol",
        loss,
        added.behind(
            List.of(
                new LossTerm("p1z2", 0, 2, "view 1 predicts view 2"),
                new LossTerm("p2z1", 0, 2, "view 2 predicts view 1"))));
  }

  @Override
  protected Partition partition() {
    return PARTITION;
  }

  @Override
  protected List<String> reads() {
    return ownTarget
        ? List.of(PREDICTION, TARGET_PROJECTION, projections())
        : List.of(PREDICTION, projections());
  }

  private String projections() {
    return online().nodes().get(Tap.PROJECTOR);
  }

  /** The added terms are statistics of the batch; the loss itself is a mean over images. */
  @Override
  protected boolean comparesImages() {
    return added.active();
  }

  @Override
  protected Loss loss(Map<String, Matrix> outputs, Matrix targets, StepContext context) {
    var p = outputs.get(PREDICTION);
    var z = ownTarget ? outputs.get(TARGET_PROJECTION) : targets;
    var projected = outputs.get(projections());
    var own =
        NormalizedRegression.symmetric(
            view(p, 0, VIEWS),
            view(p, 1, VIEWS),
            view(z, 0, VIEWS),
            view(z, 1, VIEWS),
            ownTarget && !stopGradient);
    var first = view(projected, 0, VIEWS);
    var regularisation = added.compute(first, view(projected, 1, VIEWS));
    Map<String, Matrix> gradients = new HashMap<>();
    gradients.put(PREDICTION, Matrix.stack(own.gradient(0), own.gradient(1)));
    if (ownTarget && !stopGradient) {
      gradients.put(TARGET_PROJECTION, Matrix.stack(own.gradient(2), own.gradient(3)));
    }
    regularisation.addTo(gradients);
    return new Loss(
        own.loss() + regularisation.loss(),
        regularisation.behind(own.terms()),
        gradients,
        first,
        () -> {
          own.close();
          regularisation.close();
        });
  }

  @Override
  public OptionalDouble targetMomentum(StepContext context) {
    return targetUpdate.tau(context);
  }

  @Override
  public void afterUpdate(StepContext context) {
    targetUpdate.apply(context);
  }
}
