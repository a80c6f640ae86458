package org.ssl4j.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ssl4j.augment.Pipelines;
import org.ssl4j.checkpoint.RunState;
import org.ssl4j.config.ExperimentConfig;
import org.ssl4j.data.DataSplits;
import org.ssl4j.encoder.ImageEmbedder;
import org.ssl4j.eval.KnnScore;
import org.ssl4j.eval.ProbeScore;
import org.ssl4j.measure.Attempts;
import org.ssl4j.measure.LayerAnalysis;
import org.ssl4j.measure.LayerMeasures;
import org.ssl4j.measure.MeasureTaker;
import org.ssl4j.method.LossTerm;
import org.ssl4j.method.MethodSpec;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.network.Engine;
import org.ssl4j.run.EpochRecord;
import org.ssl4j.run.RunListener;
import org.ssl4j.run.SpectraRecord;

/** What is measured between epochs: the geometry of every layer, and what labels say of it. */
final class EpochMeasurement {

  /** Bytes; touching less again after an evaluation takes no noticeable time. */
  static final long LARGE_ACTIVATIONS = 2L << 30;

  private final int everyEpochs;
  private final MethodSpec spec;
  private final Engine engine;
  private final CollapseMonitor monitor;
  private final Evaluation evaluation;
  private final RunState state;
  private final List<RunListener> listeners;
  private final MeasureTaker taker;

  /**
   * @param listeners of the run, given every spectrum; those added later as well
   * @param taker computes each measure
   */
  EpochMeasurement(
      ExperimentConfig config,
      DataSplits data,
      SSLMethod method,
      Pipelines pipelines,
      RunState state,
      List<RunListener> listeners,
      MeasureTaker taker) {
    this.taker = taker;
    this.everyEpochs = config.monitor().everyEpochs();
    this.spec = method.spec();
    this.engine = method.networks().engine();
    var embedder = new ImageEmbedder(method, ImageEmbedder.USUAL_BATCH, config.seed());
    // A first group of one view gives two draws of that view.
    var first = pipelines.groups().get(0);
    this.monitor =
        new CollapseMonitor(
            method,
            embedder,
            data.test(),
            config.monitor().images(),
            pipelines.clean(),
            first.views().get(0),
            first.views().get(1 % first.count()));
    this.evaluation = new Evaluation(config.evaluation(), data, embedder, pipelines.clean());
    this.state = state;
    this.listeners = listeners;
  }

  /**
   * @param layers measures of each tapped layer; empty in an epoch without
   * @param knn null in an epoch without
   * @param probe null in an epoch without
   * @param notMeasured why something is missing that was due, by its name
   */
  record Measured(
      Map<String, LayerMeasures> layers,
      KnnScore knn,
      ProbeScore probe,
      Map<String, String> notMeasured) {}

  /**
   * Measures the untrained network, and what later scores are compared with.
   *
   * @throws org.ssl4j.measure.InvalidEmbeddingsException if an embedding is not finite
   */
  Measured untrained() {
    var attempts = new Attempts(taker);
    var analyses = monitor.measure(attempts);
    var scores = evaluation.network(0, false, attempts);
    state.baselines(evaluation.baselines(scores, attempts));
    var layers = layers(0, analyses);
    releaseMemory();
    return new Measured(layers, scores.knn(), scores.probe(), attempts.reasons());
  }

  /**
   * Measures what is due.
   *
   * @param last whether no epoch follows
   * @throws org.ssl4j.measure.InvalidEmbeddingsException if an embedding is not finite, which it
   *     can be with finite weights
   */
  Measured after(int epoch, boolean last) {
    // The features of a large set and the activations of a large batch need not be there at once.
    engine.releaseAbove(LARGE_ACTIVATIONS);
    boolean due = last || epoch % everyEpochs == 0;
    var attempts = new Attempts(taker);
    var analyses = due ? monitor.measure(attempts) : null;
    var scores = evaluation.network(epoch, last, attempts);
    Map<String, LayerMeasures> layers = due ? layers(epoch, analyses) : Map.of();
    releaseMemory();
    return new Measured(layers, scores.knn(), scores.probe(), attempts.reasons());
  }

  /**
   * Tells the spectra once everything is measured: a measurement that was stopped is made again,
   * and must have left nothing.
   */
  private Map<String, LayerMeasures> layers(int epoch, Map<String, LayerAnalysis> analyses) {
    var spectra = SpectraRecord.of(epoch, state.step(), analyses);
    listeners.forEach(listener -> listener.onSpectra(spectra));
    Map<String, LayerMeasures> layers = new LinkedHashMap<>();
    analyses.forEach((name, analysis) -> layers.put(name, analysis.measures()));
    return layers;
  }

  /**
   * Embeddings are the largest thing on the heap, and garbage now: the next steps need the room for
   * activations. The heap would not shrink by itself, because a step makes no garbage.
   */
  private static void releaseMemory() {
    System.gc();
  }

  /** What the values of the loss and its terms mean, by name. */
  Map<String, EpochRecord.Reference> references() {
    List<LossTerm> terms = new ArrayList<>();
    terms.add(spec.loss());
    terms.addAll(spec.terms());
    Map<String, EpochRecord.Reference> references = new LinkedHashMap<>();
    for (var term : terms) {
      references.put(term.name(), new EpochRecord.Reference(term.floor(), term.chance()));
    }
    return references;
  }
}
