package org.ssl4j.models.method;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.ssl4j.config.BackboneConfig;
import org.ssl4j.config.HeadConfig;
import org.ssl4j.config.PredictorConfig;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.Tap;
import org.ssl4j.models.backbone.Backbones;
import org.ssl4j.models.backbone.NetworkBuilder;
import org.ssl4j.models.backbone.NetworkBuilder.Options;
import org.ssl4j.models.head.Heads;
import org.ssl4j.models.method.EncoderMethod.Encoder;

/**
 * Builds the networks of the methods: backbone, projector, and for some a predictor, with the
 * outputs the loss needs.
 */
final class Encoders {

  /** Output: projections through which gradients flow. */
  static final String PROJECTION = "projection";

  /** Output: predictions. */
  static final String PREDICTION = "prediction";

  /** Output: projections used as targets of the other view; carries the stop-gradient. */
  static final String TARGET_PROJECTION = "targetProjection";

  private Encoders() {}

  /** Options of a method's networks. */
  static Options options(MethodContext context, long seedOffset, int groups, int splits) {
    return new Options(
        context.config().seed() + seedOffset,
        context.dataType(),
        context.config().engine(),
        context.config().convolution(),
        groups,
        splits);
  }

  /** Backbone and projector: output {@link #PROJECTION}. */
  static Encoder projecting(BackboneConfig backbone, HeadConfig projector, Options options) {
    var net = new NetworkBuilder(options);
    var features = Backbones.find(backbone).build(backbone, net);
    net.watch(Tap.BACKBONE, features);
    var projections = Heads.projector(projector, net, features);
    net.watch(Tap.PROJECTOR, projections);
    net.tap(PROJECTION, projections);
    return new Encoder(
        net.build(PROJECTION),
        Map.of(Tap.BACKBONE, features.name(), Tap.PROJECTOR, projections.name()),
        net.profile(),
        net.engine(),
        net.convolutions());
  }

  /** Where a predicting network's own projections go. */
  enum OwnTarget {
    /** Another network provides targets. */
    ABSENT,
    /** They are targets without gradient. */
    STOP_GRADIENT,
    /** They are targets with gradient: the ablation. */
    WITH_GRADIENT
  }

  /**
   * Backbone, projector and predictor: outputs {@link #PREDICTION} and, unless absent, {@link
   * #TARGET_PROJECTION}. Without a predictor the prediction is the projection.
   *
   * @param added if active, {@link #PROJECTION} is an output too
   */
  static Encoder predicting(
      BackboneConfig backbone,
      HeadConfig projector,
      PredictorConfig predictor,
      OwnTarget ownTarget,
      AddedTerms added,
      Options options) {
    var net = new NetworkBuilder(options);
    var features = Backbones.find(backbone).build(backbone, net);
    net.watch(Tap.BACKBONE, features);
    var projections = Heads.projector(projector, net, features);
    net.watch(Tap.PROJECTOR, projections);
    Map<Tap, String> vertices = new HashMap<>();
    vertices.put(Tap.BACKBONE, features.name());
    vertices.put(Tap.PROJECTOR, projections.name());
    var predictions = projections;
    if (predictor.kind() != PredictorConfig.Kind.NONE) {
      predictions = Heads.predictor(predictor.head(), net, projections);
      vertices.put(Tap.PREDICTOR, predictions.name());
      net.watch(Tap.PREDICTOR, predictions);
    }
    List<String> outputs = new ArrayList<>();
    outputs.add(net.tap(PREDICTION, predictions).name());
    switch (ownTarget) {
      case STOP_GRADIENT -> outputs.add(net.stopGradient(TARGET_PROJECTION, projections).name());
      case WITH_GRADIENT -> outputs.add(net.tap(TARGET_PROJECTION, projections).name());
      case ABSENT -> {}
    }
    if (added.active()) {
      outputs.add(net.tap(PROJECTION, projections).name());
    }
    return new Encoder(
        net.build(outputs.toArray(String[]::new)),
        Map.copyOf(vertices),
        net.profile(),
        net.engine(),
        net.convolutions());
  }

  /**
   * Copies the online network's backbone and projector into a target network.
   *
   * @throws IllegalStateException if the target's parameters are not the first of the online
   *     network's
   */
  static void copyWeights(Encoder online, Encoder target) {
    var targetSegments = target.graph().layout().segments();
    var onlineSegments = online.graph().layout().segments();
    if (!onlineSegments.subList(0, targetSegments.size()).equals(targetSegments)) {
      throw new IllegalStateException(
          "the target network's parameters do not lie first in the online network");
    }
    target.graph().flatParameters().assign(shared(online, target));
  }

  /** The part of the online parameters that the target has too. */
  static org.nd4j.linalg.api.ndarray.INDArray shared(Encoder online, Encoder target) {
    return online
        .graph()
        .flatParameters()
        .get(NDArrayIndex.interval(0, target.graph().layout().length()));
  }
}
