package org.ssl4j.models.method;

import static org.ssl4j.method.Encoders.PREDICTION;
import static org.ssl4j.method.Encoders.TARGET_PROJECTION;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ssl4j.config.PredictorConfig;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.method.EncoderMethod;
import org.ssl4j.method.Encoders;
import org.ssl4j.method.Encoders.OwnTarget;
import org.ssl4j.method.Loss;
import org.ssl4j.method.LossTerm;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.MethodSpec;
import org.ssl4j.method.StepContext;
import org.ssl4j.models.objective.NegativeCosine;
import org.ssl4j.network.Partition;

/**
 * SimSiam (Chen and He, "Exploring Simple Siamese Representation Learning", arXiv:2011.10566,
 * algorithm 1).
 *
 * <pre>
 * z1, z2 = f(x1), f(x2)            projections
 * p1, p2 = h(z1), h(z2)            predictions
 * L = D(p1, stopgrad(z2))/2 + D(p2, stopgrad(z1))/2,   D(p, z) = -cos(p, z)      (eq. 1-4)
 * </pre>
 *
 * <p>No negatives and no second network: stop-gradient and predictor alone keep it from collapsing.
 * VICReg's variance and covariance terms of z1 and z2 can be added ({@link AddedTerms}).
 */
public final class SimSiam extends EncoderMethod {

  private static final int VIEWS = 2;
  private static final Partition PARTITION = Partition.groups(VIEWS);

  private final boolean stopGradient;
  private final AddedTerms added;

  public SimSiam(MethodContext context) {
    this((SimSiamSettings) context.config().method(), context);
  }

  private SimSiam(SimSiamSettings settings, MethodContext context) {
    super(
        context,
        Encoders.predicting(
            context,
            settings.projector(),
            settings.predictor(),
            settings.stopGradient() ? OwnTarget.STOP_GRADIENT : OwnTarget.WITH_GRADIENT,
            settings.added().active()),
        null,
        settings.predictor().kind() == PredictorConfig.Kind.FIXED);
    this.stopGradient = settings.stopGradient();
    this.added = settings.added();
  }

  @Override
  public MethodSpec spec() {
    var loss =
        new LossTerm(
            "loss",
            NegativeCosine.floor(),
            NegativeCosine.chance(),
            "negative cosine of predictions and the other view's projections");
    return new MethodSpec(
        "simsiam",
        loss,
        added.behind(
            List.of(
                new LossTerm("p1z2", -1, 0, "view 1 predicts view 2"),
                new LossTerm("p2z1", -1, 0, "view 2 predicts view 1"))));
  }

  @Override
  protected Partition partition() {
    return PARTITION;
  }

  @Override
  protected List<String> reads() {
    return List.of(PREDICTION, TARGET_PROJECTION);
  }

  /** The added terms are statistics of the batch; the loss itself is a mean over images. */
  @Override
  protected boolean comparesImages() {
    return added.active();
  }

  @Override
  protected Loss loss(Map<String, Matrix> outputs, Matrix targets, StepContext context) {
    var p = outputs.get(PREDICTION);
    var z = outputs.get(TARGET_PROJECTION);
    var z1 = view(z, 0, VIEWS);
    var z2 = view(z, 1, VIEWS);
    var own = NegativeCosine.symmetric(view(p, 0, VIEWS), view(p, 1, VIEWS), z1, z2, !stopGradient);
    var regularisation = added.compute(z1, z2);
    Map<String, Matrix> gradients = new HashMap<>();
    gradients.put(PREDICTION, Matrix.stack(own.gradient(0), own.gradient(1)));
    if (!stopGradient) {
      gradients.put(TARGET_PROJECTION, Matrix.stack(own.gradient(2), own.gradient(3)));
    }
    regularisation.addTo(gradients);
    return new Loss(
        own.loss() + regularisation.loss(),
        regularisation.behind(own.terms()),
        gradients,
        z1,
        () -> {
          own.close();
          regularisation.close();
        });
  }
}
