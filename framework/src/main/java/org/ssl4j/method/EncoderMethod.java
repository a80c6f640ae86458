package org.ssl4j.method;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.network.Engine;
import org.ssl4j.network.ImageBatch;
import org.ssl4j.network.Partition;
import org.ssl4j.network.Reading;
import org.ssl4j.network.Tap;

/**
 * What most methods share: an online encoder, perhaps a target encoder, and how clean images are
 * embedded.
 */
public abstract class EncoderMethod implements SSLMethod {

  private final Engine engine;
  private final Encoder online;
  private final Encoder target;
  private final boolean predictorFrozen;

  /**
   * @param online the network that gradients train
   * @param target the network that provides targets, or null if the method has none of its own
   * @param predictorFrozen whether the predictor keeps its random weights
   */
  protected EncoderMethod(
      MethodContext context, Encoder online, Encoder target, boolean predictorFrozen) {
    this.engine = context.engine();
    this.online = online;
    this.target = target;
    this.predictorFrozen = predictorFrozen;
  }

  /** The network that gradients train. */
  protected final Encoder online() {
    return online;
  }

  /** The network that provides targets, or null if the method has none of its own. */
  protected final Encoder target() {
    return target;
  }

  @Override
  public final Set<Tap> taps() {
    Set<Tap> taps = new LinkedHashSet<>(online.network().plan().taps().keySet());
    if (target != null) {
      taps.add(Tap.TARGET);
    }
    return taps;
  }

  @Override
  public final Map<Tap, Matrix> embed(ImageBatch images, Set<Tap> taps) {
    Map<Tap, Matrix> embeddings = new LinkedHashMap<>();
    Map<Tap, Reading> watched = online.network().plan().taps();
    List<Tap> here = watched.keySet().stream().filter(taps::contains).toList();
    if (!here.isEmpty()) {
      var read = online.network().read(images, here.stream().map(watched::get).toList());
      for (int i = 0; i < here.size(); i++) {
        embeddings.put(here.get(i), read.get(i));
      }
    }
    if (taps.contains(Tap.TARGET)) {
      var projections = target.network().plan().taps().get(Tap.PROJECTOR);
      embeddings.put(Tap.TARGET, target.network().read(images, List.of(projections)).get(0));
    }
    return embeddings;
  }

  @Override
  public final Networks networks() {
    return new Networks(
        online.network(),
        Optional.ofNullable(target).map(Encoder::network),
        predictorFrozen,
        engine);
  }

  /** The rows of one view in stacked embeddings [V*N, d], in the same memory. */
  protected static Matrix view(Matrix stacked, int view, int views) {
    int rows = stacked.rows() / views;
    return stacked.slice(view * rows, (view + 1) * rows);
  }

  /**
   * Runs the target on all views in training mode, without gradient.
   *
   * @return its projections [V*N, d]
   */
  protected final Matrix targetProjections(ImageBatch views, Partition partition) {
    return target
        .network()
        .compute(views, partition, List.of(target.nodes().get(Tap.PROJECTOR)))
        .get(0);
  }

  @Override
  public void close() {
    online.network().close();
    if (target != null) {
      target.network().close();
    }
  }
}
