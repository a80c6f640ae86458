package org.ssl4j.models.method;

import static org.ssl4j.models.method.Encoders.PREDICTION;
import static org.ssl4j.models.method.Encoders.TARGET_PROJECTION;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.ssl4j.config.PredictorConfig;
import org.ssl4j.config.TargetConfig;
import org.ssl4j.method.LossTerm;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.MethodSpec;
import org.ssl4j.method.Step;
import org.ssl4j.method.StepContext;
import org.ssl4j.method.Tap;
import org.ssl4j.models.method.Encoders.OwnTarget;
import org.ssl4j.models.objective.NegativeCosine;

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
 * <p>The target runs in training mode and keeps its own batch-norm statistics; averaging covers the learned parameters.
 */
public final class Byol extends EncoderMethod {

  private static final int VIEWS = 2;

  private final boolean ownTarget;
  private final boolean stopGradient;
  private final TargetUpdate targetUpdate;

  public Byol(MethodContext context) {
    this((ByolSettings) context.config().method(), context);
  }

  private Byol(ByolSettings settings, MethodContext context) {
    super(
        Encoders.predicting(
            context.config().backbone(),
            settings.projector(),
            settings.predictor(),
            ownTarget(settings),
            Encoders.options(context, 0, VIEWS, 1)),
        settings.target().kind() == TargetConfig.Kind.SELF
            ? null
            : Encoders.projecting(
                context.config().backbone(),
                settings.projector(),
                Encoders.options(context, 1, VIEWS, 1)),
        settings.predictor().kind() == PredictorConfig.Kind.FIXED);
    this.ownTarget = target == null;
    this.stopGradient = settings.stopGradient();
    this.targetUpdate = TargetUpdate.of(settings.target(), online, target);
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
        new LossTerm("loss", 0, 4, "squared distance of normalised predictions and targets, both ways");
    return new MethodSpec("byol", VIEWS, loss, List.of());
  }

  @Override
  public Step computeGradients(INDArray views, StepContext context) {
    // Before the online pass opens: both networks use the same workspace memory.
    var targets = ownTarget ? null : targetProjections(target, views);
    try (var pass = online.graph().forward(views)) {
      var p = pass.activation(PREDICTION);
      var z = ownTarget ? pass.activation(TARGET_PROJECTION) : targets;
      var loss =
          NegativeCosine.byol(
              view(p, 0, VIEWS),
              view(p, 1, VIEWS),
              view(z, 0, VIEWS),
              view(z, 1, VIEWS),
              ownTarget && !stopGradient);
      Map<String, INDArray> gradients = new HashMap<>();
      gradients.put(PREDICTION, stack(loss.gradP1(), loss.gradP2()));
      if (ownTarget) {
        gradients.put(
            TARGET_PROJECTION,
            stopGradient ? z.ulike() : stack(loss.gradZ1(), loss.gradZ2()));
      }
      pass.backward(gradients);
      var projections = pass.activation(online.vertices().get(Tap.PROJECTOR));
      return new Step(loss.loss(), Map.of(), view(projections, 0, VIEWS).detach());
    }
  }

  @Override
  public void afterUpdate(StepContext context) {
    targetUpdate.apply(context);
  }
}
