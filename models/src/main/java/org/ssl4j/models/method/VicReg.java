package org.ssl4j.models.method;

import static org.ssl4j.method.Encoders.PROJECTION;

import java.util.List;
import java.util.Map;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.method.EncoderMethod;
import org.ssl4j.method.Encoders;
import org.ssl4j.method.LossTerm;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.MethodSpec;
import org.ssl4j.method.Step;
import org.ssl4j.method.StepContext;
import org.ssl4j.network.ImageBatch;
import org.ssl4j.network.Partition;

/**
 * VICReg (Bardes, Ponce and LeCun, "Variance-Invariance-Covariance Regularization",
 * arXiv:2105.04906, algorithm 1).
 *
 * <pre>
 * z1, z2 = h(f(x1)), h(f(x2))
 * L = lambda s(z1, z2) + mu [v(z1) + v(z2)] + nu [c(z1) + c(z2)]                                       (eq. 6)
 * </pre>
 *
 * <p>s pulls the views together, v keeps the standard deviation of every dimension above 1, c
 * decorrelates the dimensions; v prevents complete and c dimensional collapse.
 */
public final class VicReg extends EncoderMethod {

  private static final int VIEWS = 2;
  private static final Partition PARTITION = Partition.groups(VIEWS);

  private final VicRegSettings settings;

  public VicReg(MethodContext context) {
    this((VicRegSettings) context.config().method(), context);
  }

  private VicReg(VicRegSettings settings, MethodContext context) {
    super(context, Encoders.projecting(context, settings.projector(), 0), null, false);
    this.settings = settings;
  }

  @Override
  public MethodSpec spec() {
    double collapsed = org.ssl4j.models.objective.VicReg.collapsed(1);
    return new MethodSpec(
        "vicreg",
        VIEWS,
        new LossTerm("loss", 0, settings.variance() * collapsed, "weighted sum of the three terms"),
        List.of(
            new LossTerm("invariance", 0, Double.NaN, "mean squared difference of the views"),
            new LossTerm("variance", 0, collapsed, "shortfall of the standard deviation below 1"),
            new LossTerm("covariance", 0, Double.NaN, "squared off-diagonal covariance over d")));
  }

  @Override
  public Step computeGradients(ImageBatch views, StepContext context) {
    try (var pass = online().network().forward(views, PARTITION)) {
      var z = pass.output(PROJECTION);
      try (var loss =
          org.ssl4j.models.objective.VicReg.compute(
              view(z, 0, VIEWS),
              view(z, 1, VIEWS),
              settings.invariance(),
              settings.variance(),
              settings.covariance())) {
        pass.backward(Map.of(PROJECTION, Matrix.stack(loss.gradient(0), loss.gradient(1))));
        return new Step(loss.loss(), loss.terms(), view(z, 0, VIEWS).copy());
      }
    }
  }
}
