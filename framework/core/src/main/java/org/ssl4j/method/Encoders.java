package org.ssl4j.method;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ssl4j.config.BackboneConfig;
import org.ssl4j.config.HeadConfig;
import org.ssl4j.config.PredictorConfig;
import org.ssl4j.network.Backbones;
import org.ssl4j.network.Part;
import org.ssl4j.network.PlanBuilder;
import org.ssl4j.network.Tap;

/**
 * Builds the networks of the methods: backbone, projector, and for some a predictor, with the
 * outputs the loss needs.
 */
public final class Encoders {

  /** Output: projections through which gradients flow. */
  public static final String PROJECTION = "projection";

  /** Output: predictions. */
  public static final String PREDICTION = "prediction";

  /** Output: projections used as targets of the other view; carries the stop-gradient. */
  public static final String TARGET_PROJECTION = "targetProjection";

  private Encoders() {}

  /**
   * Backbone and projector: output {@link #PROJECTION}.
   *
   * @param seedOffset added to the experiment's seed: 0 for the online network, another for one
   *     whose first weights are to be its own
   */
  public static Encoder projecting(MethodContext context, HeadConfig projector, long seedOffset) {
    var net = new PlanBuilder(context.config().seed() + seedOffset);
    var features = backbone(context, net);
    var projections = Heads.projector(projector, net, features);
    net.watch(Tap.PROJECTOR, projections);
    net.part(Part.OUTPUT).tap(PROJECTION, projections);
    return new Encoder(
        context.engine().compile(net.build(List.of(PROJECTION))),
        Map.of(Tap.BACKBONE, features.name(), Tap.PROJECTOR, projections.name()));
  }

  private static PlanBuilder.Node backbone(MethodContext context, PlanBuilder net) {
    BackboneConfig config = context.config().backbone();
    var features = Backbones.find(config).build(config, net);
    net.watch(Tap.BACKBONE, features);
    return features;
  }

  /** Where a predicting network's own projections go. */
  public enum OwnTarget {
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
   * @param projected whether {@link #PROJECTION} is an output too
   */
  public static Encoder predicting(
      MethodContext context,
      HeadConfig projector,
      PredictorConfig predictor,
      OwnTarget ownTarget,
      boolean projected) {
    var net = new PlanBuilder(context.config().seed());
    var features = backbone(context, net);
    var projections = Heads.projector(projector, net, features);
    net.watch(Tap.PROJECTOR, projections);
    Map<Tap, String> nodes = new HashMap<>();
    nodes.put(Tap.BACKBONE, features.name());
    nodes.put(Tap.PROJECTOR, projections.name());
    var predictions = projections;
    if (predictor.kind() != PredictorConfig.Kind.NONE) {
      predictions = Heads.predictor(predictor.head(), net, projections);
      nodes.put(Tap.PREDICTOR, predictions.name());
      net.watch(Tap.PREDICTOR, predictions);
    }
    net.part(Part.OUTPUT);
    List<String> outputs = new ArrayList<>();
    outputs.add(net.tap(PREDICTION, predictions).name());
    switch (ownTarget) {
      case STOP_GRADIENT -> outputs.add(net.stopGradient(TARGET_PROJECTION, projections).name());
      case WITH_GRADIENT -> outputs.add(net.tap(TARGET_PROJECTION, projections).name());
      case ABSENT -> {}
    }
    if (projected) {
      outputs.add(net.tap(PROJECTION, projections).name());
    }
    return new Encoder(context.engine().compile(net.build(outputs)), nodes);
  }
}
