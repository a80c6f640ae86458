package org.ssl4j.models.method;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.method.Networks;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.method.Tap;
import org.ssl4j.network.SslGraph;

/**
 * What the methods share: an online encoder, perhaps a target encoder, and how clean images are
 * embedded.
 */
abstract class EncoderMethod implements SSLMethod {

  /** The network that gradients train. */
  final Encoder online;

  /** The network that provides targets, or null if the method has none of its own. */
  final Encoder target;

  private final boolean predictorFrozen;

  EncoderMethod(Encoder online, Encoder target, boolean predictorFrozen) {
    this.online = online;
    this.target = target;
    this.predictorFrozen = predictorFrozen;
  }

  @Override
  public final Set<Tap> taps() {
    Set<Tap> taps = new LinkedHashSet<>(online.readings().keySet());
    if (target != null) {
      taps.add(Tap.TARGET);
    }
    return taps;
  }

  @Override
  public final Map<Tap, INDArray> embed(INDArray images, Set<Tap> taps) {
    Map<Tap, INDArray> embeddings = new LinkedHashMap<>();
    List<Tap> here = online.readings().keySet().stream().filter(taps::contains).toList();
    if (!here.isEmpty()) {
      var arrays = online.graph().read(images, here.stream().map(online.readings()::get).toList());
      for (int i = 0; i < here.size(); i++) {
        embeddings.put(here.get(i), arrays.get(i));
      }
    }
    if (taps.contains(Tap.TARGET)) {
      var projections = target.readings().get(Tap.PROJECTOR);
      embeddings.put(Tap.TARGET, target.graph().read(images, List.of(projections)).get(0));
    }
    return embeddings;
  }

  @Override
  public final Networks networks() {
    return new Networks(
        online.graph(),
        Optional.ofNullable(target).map(Encoder::graph),
        predictorFrozen,
        online.engine(),
        online.convolutions());
  }

  /** The rows of one view in stacked embeddings [V*N, d]. */
  static Matrix view(Matrix stacked, int view, int views) {
    int rows = stacked.rows() / views;
    return stacked.slice(view * rows, (view + 1) * rows);
  }

  /** The gradients of both views, stacked as their embeddings were, for the backward pass. */
  static INDArray stack(Matrix first, Matrix second) {
    return HostArrays.array(Matrix.stack(first, second));
  }

  /** The gradient of an output that has none. */
  static INDArray none(Matrix like) {
    return HostArrays.array(Matrix.allocate(like.precision(), like.rows(), like.columns()));
  }

  /** Runs the target on all views in training mode, without gradient. */
  static Matrix targetProjections(Encoder target, INDArray views) {
    return HostArrays.matrix(
        target.graph().compute(true, views, List.of(target.vertices().get(Tap.PROJECTOR))).get(0));
  }

  /**
   * A network with the names of what it offers.
   *
   * @param vertices where training reads: backbone, projector, predictor
   * @param readings what is watched, in order
   */
  record Encoder(
      SslGraph graph,
      Map<Tap, String> vertices,
      Map<Tap, SslGraph.Reading> readings,
      String engine,
      String convolutions) {}
}
