package org.ssl4j.models.method;

import static org.ssl4j.models.method.Encoders.PREDICTION;
import static org.ssl4j.models.method.Encoders.TARGET_PROJECTION;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
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
import org.ssl4j.models.objective.NormalizedRegression;

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

  private final boolean ownTarget;
  private final boolean stopGradient;
  private final AddedTerms added;
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
            settings.added(),
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
    this.added = settings.added();
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
        new LossTerm(
            "loss",
            NormalizedRegression.floor(),
            NormalizedRegression.chance(),
            "squared distance of normalised predictions and targets, in both directions");
    return new MethodSpec(
        "byol",
        VIEWS,
        loss,
        added.behind(
            List.of(
                new LossTerm("p1z2", 0, 2, "view 1 predicts view 2"),
                new LossTerm("p2z1", 0, 2, "view 2 predicts view 1"))));
  }

  @Override
  public Step computeGradients(INDArray views, StepContext context) {
    // Before the online pass opens: both networks use the same workspace memory.
    var targets = ownTarget ? null : targetProjections(target, views);
    try (var pass = online.graph().forward(views)) {
      var p = HostArrays.matrix(pass.activation(PREDICTION));
      var z = ownTarget ? HostArrays.matrix(pass.activation(TARGET_PROJECTION)) : targets;
      var own = HostArrays.matrix(pass.activation(online.vertices().get(Tap.PROJECTOR)));
      var own1 = view(own, 0, VIEWS);
      try (var loss =
              NormalizedRegression.symmetric(
                  view(p, 0, VIEWS),
                  view(p, 1, VIEWS),
                  view(z, 0, VIEWS),
                  view(z, 1, VIEWS),
                  ownTarget && !stopGradient);
          var regularisation = added.compute(own1, view(own, 1, VIEWS))) {
        Map<String, INDArray> gradients = new HashMap<>();
        gradients.put(PREDICTION, stack(loss.gradient(0), loss.gradient(1)));
        if (ownTarget) {
          gradients.put(
              TARGET_PROJECTION,
              stopGradient ? none(z) : stack(loss.gradient(2), loss.gradient(3)));
        }
        regularisation.addTo(gradients);
        pass.backward(gradients);
        return new Step(
            loss.loss() + regularisation.loss(), regularisation.behind(loss.terms()), own1.copy());
      }
    }
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
