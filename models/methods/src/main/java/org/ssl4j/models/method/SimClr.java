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
import org.ssl4j.models.objective.NtXent;
import org.ssl4j.network.Partition;

/**
 * SimCLR (Chen et al., "A Simple Framework for Contrastive Learning of Visual Representations",
 * arXiv:2002.05709, algorithm 1).
 *
 * <pre>
 * z1, z2 = g(f(x1)), g(f(x2))
 * L = mean over both views of  -log exp(cos(z_i, z_j)/T) / sum over k != i of exp(cos(z_i, z_k)/T)     (eq. 1)
 * </pre>
 *
 * <p>The other images of the batch are negatives; they keep it from collapsing.
 */
public final class SimClr extends EncoderMethod {

  private static final int VIEWS = 2;

  private final SimClrSettings settings;
  private final int batch;
  private final Partition partition;

  public SimClr(MethodContext context) {
    this((SimClrSettings) context.config().method(), context);
  }

  private SimClr(SimClrSettings settings, MethodContext context) {
    super(context, Encoders.projecting(context, settings.projector(), 0), null, false);
    this.settings = settings;
    this.partition = settings.sharedBatchStatistics() ? Partition.WHOLE : Partition.groups(VIEWS);
    this.batch = context.config().data().batchSize();
  }

  @Override
  public MethodSpec spec() {
    double reach = 1 / settings.temperature();
    var loss =
        settings.negatives()
            ? new LossTerm(
                "loss",
                NtXent.floor(batch, settings.temperature()),
                NtXent.chance(batch),
                "cross-entropy of identifying the other view in the batch")
            : new LossTerm("loss", -reach, 0, "negative cosine of the views over temperature");
    var attraction =
        new LossTerm("attraction", -reach, 0, "negative similarity of an image's two views");
    var repulsion =
        new LossTerm(
            "repulsion", Double.NaN, NtXent.chance(batch), "log-sum-exp of all similarities");
    return new MethodSpec(
        "simclr",
        loss,
        settings.negatives() ? List.of(attraction, repulsion) : List.of(attraction));
  }

  @Override
  protected Partition partition() {
    return partition;
  }

  @Override
  protected List<String> reads() {
    return List.of(PROJECTION);
  }

  @Override
  protected boolean comparesImages() {
    return settings.negatives();
  }

  @Override
  protected Loss loss(Map<String, Matrix> outputs, Matrix targets, StepContext context) {
    var z = outputs.get(PROJECTION);
    var z1 = view(z, 0, VIEWS);
    var result =
        NtXent.compute(z1, view(z, 1, VIEWS), settings.temperature(), settings.negatives());
    return new Loss(
        result.loss(),
        result.terms(),
        Map.of(PROJECTION, Matrix.stack(result.gradient(0), result.gradient(1))),
        z1,
        result::close);
  }
}
