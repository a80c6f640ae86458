package org.ssl4j.examples.barlow;

import static org.ssl4j.method.Encoders.PROJECTION;

import java.util.LinkedHashMap;
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
 * Barlow Twins (Zbontar, Jing, Misra, LeCun and Deny, "Self-Supervised Learning via Redundancy
 * Reduction", arXiv:2103.03230, algorithm 1).
 *
 * <pre>
 * z1, z2 = h(f(x1)), h(f(x2))
 * C      = correlation of every dimension of z1 with every dimension of z2, over the batch
 * L      = sum_j (1 - C_jj)^2 + lambda sum_j sum_(k != j) C_jk^2                                       (eq. 1)
 * </pre>
 *
 * <p>The diagonal pulls the views together; because dimensions are standardised, a constant cannot
 * satisfy it, so it forbids complete collapse. The rest of the matrix decorrelates the dimensions
 * and forbids dimensional collapse.
 */
final class BarlowTwins extends EncoderMethod {

  static final String NAME = "barlow-twins";

  private static final int VIEWS = 2;

  private final BarlowTwinsSettings settings;

  BarlowTwins(MethodContext context) {
    this((BarlowTwinsSettings) context.config().method(), context);
  }

  private BarlowTwins(BarlowTwinsSettings settings, MethodContext context) {
    super(context, Encoders.projecting(context, settings.projector(), 0), null, false);
    this.settings = settings;
  }

  @Override
  public MethodSpec spec() {
    double unrelated = settings.dimensions();
    return new MethodSpec(
        NAME,
        new LossTerm("loss", 0, unrelated, "invariance plus lambda times redundancy"),
        List.of(
            new LossTerm("invariance", 0, unrelated, "squared distance of the diagonal from 1"),
            new LossTerm("redundancy", 0, Double.NaN, "squared off-diagonal correlations")));
  }

  /** Each view has batch statistics of its own, as two passes would give it. */
  @Override
  protected Partition partition() {
    return Partition.groups(VIEWS);
  }

  @Override
  protected List<String> reads() {
    return List.of(PROJECTION);
  }

  /** A correlation is a statistic of the batch. */
  @Override
  protected boolean comparesImages() {
    return true;
  }

  @Override
  protected Loss loss(Map<String, Matrix> outputs, Matrix targets, StepContext context) {
    var z = outputs.get(PROJECTION);
    var z1 = view(z, 0, VIEWS);
    var result = CrossCorrelation.of(z1, view(z, 1, VIEWS), settings.lambda());
    // In one order, so that equal runs write equal files.
    Map<String, Double> terms = new LinkedHashMap<>();
    terms.put("invariance", result.invariance());
    terms.put("redundancy", result.redundancy());
    return new Loss(result.loss(), terms, Map.of(PROJECTION, result.gradient()), z1, result::close);
  }
}
