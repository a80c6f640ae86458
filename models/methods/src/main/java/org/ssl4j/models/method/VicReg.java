package org.ssl4j.models.method;

import static org.ssl4j.method.Encoders.PROJECTION;

import java.util.List;
import java.util.Map;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.method.EncoderMethod;
import org.ssl4j.method.Encoders;
import org.ssl4j.method.Loss;
import org.ssl4j.method.LossTerm;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.MethodSpec;
import org.ssl4j.method.StepContext;
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
    double collapsed = org.ssl4j.models.objective.VicRegLoss.collapsed(1);
    return new MethodSpec(
        "vicreg",
        new LossTerm("loss", 0, settings.variance() * collapsed, "weighted sum of the three terms"),
        List.of(
            new LossTerm("invariance", 0, Double.NaN, "mean squared difference of the views"),
            new LossTerm("variance", 0, collapsed, "shortfall of the standard deviation below 1"),
            new LossTerm("covariance", 0, Double.NaN, "squared off-diagonal covariance over d")));
  }

  @Override
  protected Partition partition() {
    return PARTITION;
  }

  @Override
  protected List<String> reads() {
    return List.of(PROJECTION);
  }

  @Override
  protected boolean comparesImages() {
    return true;
  }

  @Override
  protected Loss loss(Map<String, Matrix> outputs, Matrix targets, StepContext context) {
    var z = outputs.get(PROJECTION);
    var z1 = view(z, 0, VIEWS);
    var result =
        org.ssl4j.models.objective.VicRegLoss.compute(
            z1,
            view(z, 1, VIEWS),
            settings.invariance(),
            settings.variance(),
            settings.covariance());
    return new Loss(
        result.loss(),
        result.terms(),
        Map.of(PROJECTION, Matrix.stack(result.gradient(0), result.gradient(1))),
        z1,
        result::close);
  }
}
