package org.ssl4j.diagnose;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ssl4j.measure.LayerMeasures;

/**
 * All that a diagnosis looks at: what a run has logged so far, or embeddings without a run.
 *
 * @param epochs ascending; epoch 0 is the untrained network. Embeddings without a run are one epoch
 *     without a number, before the untrained network if there is one
 * @param steps the per-step signals, ascending; empty without a run
 * @param floor least value of the loss, null if it has none or is unknown
 * @param chance loss when nothing is told apart, null if undefined or unknown
 * @param settings the run's config, dotted path to value as text; empty without a run
 * @param method what is known of the run's method
 */
public record RunHistory(
    List<Epoch> epochs,
    List<StepPoint> steps,
    Double floor,
    Double chance,
    Map<String, String> settings,
    MethodFacts method) {

  public RunHistory {
    epochs = List.copyOf(epochs);
    steps = List.copyOf(steps);
    settings = Map.copyOf(settings);
  }

  /**
   * One epoch, or embeddings without a run.
   *
   * @param epoch epochs trained, or null without a run
   * @param step updates made
   * @param loss mean of the epoch's steps, null untrained; NaN if it was not finite
   * @param layers measures by layer; empty in an epoch without
   * @param unmeasured the verdict on layers whose values could not be measured
   * @param score how good the features are, null if that was not measured
   */
  public record Epoch(
      Integer epoch,
      long step,
      Double loss,
      Map<String, LayerMeasures> layers,
      Map<String, LayerDiagnosis> unmeasured,
      Score score) {

    /** An epoch in which everything could be measured. */
    public Epoch(
        Integer epoch, long step, Double loss, Map<String, LayerMeasures> layers, Score score) {
      this(epoch, step, loss, layers, Map.of(), score);
    }
  }

  /**
   * k-nearest-neighbour accuracy with what it must be compared with.
   *
   * @param top1 share of queries classified correctly
   * @param queries how many, for the standard error
   * @param reference the untrained network's score, or without a run the share of the most frequent
   *     class
   * @param chance the share of the most frequent class, or null if unknown
   */
  public record Score(double top1, int queries, double reference, Double chance) {

    /**
     * Share of the way from chance to certainty from which features are good whatever trained them.
     */
    private static final double HIGH = 0.5;

    /** A score without a known chance level, or one whose reference is chance. */
    public Score(double top1, int queries, double reference) {
      this(top1, queries, reference, null);
    }

    /** Whether the features tell most images, against chance where it is known. */
    boolean high() {
      double from = chance == null ? reference : chance;
      return top1 >= from + HIGH * (1 - from);
    }

    /** Whether they tell no more than the most frequent class does, within a standard error. */
    boolean atChance() {
      return chance != null && top1 < chance + Math.sqrt(chance * (1 - chance) / queries);
    }

    /** Standard error of the difference of two scores on as many queries. */
    double standardError() {
      double p = Math.max(top1, reference);
      return Math.sqrt(2 * p * (1 - p) / queries);
    }

    /** Whether the features are no better than the reference, within a standard error. */
    boolean flat() {
      return top1 < reference + standardError();
    }

    /** Whether they are better by more than two standard errors. */
    boolean better() {
      return top1 > reference + 2 * standardError();
    }

    /** Whether they are worse by more than two standard errors. */
    boolean worse() {
      return top1 < reference - 2 * standardError();
    }
  }

  /**
   * A line of {@code steps.jsonl}.
   *
   * @param loss NaN if it was not finite
   */
  public record StepPoint(long step, int epoch, double loss, double stdRatio, double meanCosine) {}

  /**
   * Embeddings without a run.
   *
   * @param layers measures by name
   * @param unmeasured the verdict on the others
   * @param score null without labels
   */
  static RunHistory ofEmbeddings(
      Map<String, LayerMeasures> layers, Map<String, LayerDiagnosis> unmeasured, Score score) {
    return new RunHistory(
        List.of(new Epoch(null, 0, null, layers, unmeasured, score)),
        List.of(),
        null,
        null,
        Map.of(),
        MethodFacts.NONE);
  }

  /** Embeddings without a run, beside those of an untrained network. */
  RunHistory withUntrained(Map<String, LayerMeasures> untrained) {
    // The embeddings stay the first: what is not a run is told by its first epoch.
    return new RunHistory(
        List.of(epochs.get(0), new Epoch(0, 0, null, untrained, null)),
        steps,
        floor,
        chance,
        settings,
        method);
  }

  /** The last of the steps up to one, so many at most. */
  List<StepPoint> stepsUpTo(long step, int count) {
    int to = steps.size();
    while (to > 0 && steps.get(to - 1).step() > step) {
      to--;
    }
    return steps.subList(Math.max(0, to - count), to);
  }

  /** Whether this is a run, with an untrained network and epochs. */
  boolean isRun() {
    return epochs.isEmpty() || epochs.get(0).epoch() != null;
  }

  /** The untrained network, if it was measured. */
  Optional<Epoch> untrained() {
    return epochs.stream().filter(e -> e.epoch() != null && e.epoch() == 0).findFirst();
  }

  /** Epochs to judge, ascending: those after the first update, or the embeddings. */
  List<Epoch> trained() {
    return epochs.stream().filter(e -> e.epoch() == null || e.epoch() > 0).toList();
  }

  /** Whether layers were measured so many times in training. */
  public boolean measuredOften(int times) {
    return measured().size() >= times;
  }

  /** The latest score of a trained network, or that of the embeddings. */
  Optional<Score> latestScore() {
    return scored().map(Epoch::score);
  }

  /** Updates an epoch, as far as epochs tell: the last one may have been cut short. */
  long stepsPerEpoch() {
    long most = 0;
    long before = 0;
    int epochBefore = 0;
    for (var epoch : trained()) {
      if (epoch.epoch() != null && epoch.epoch() > epochBefore) {
        most = Math.max(most, (epoch.step() - before) / (epoch.epoch() - epochBefore));
        before = epoch.step();
        epochBefore = epoch.epoch();
      }
    }
    return most;
  }

  /** The latest score up to a step, or null. */
  Score scoreUpTo(long step) {
    return trained().stream()
        .filter(epoch -> epoch.step() <= step && epoch.score() != null)
        .map(Epoch::score)
        .reduce((earlier, later) -> later)
        .orElse(null);
  }

  /** The layer whose features labels were asked about: the one that is kept, else the first. */
  String scoredLayer() {
    var layers = epochs.get(isRun() ? epochs.size() - 1 : 0).layers().keySet();
    return layers.contains(Diagnosis.BACKBONE) || layers.isEmpty()
        ? Diagnosis.BACKBONE
        : layers.iterator().next();
  }

  /** The latest epoch that has a score. */
  Optional<Epoch> scored() {
    return trained().stream()
        .filter(epoch -> epoch.score() != null)
        .reduce((earlier, later) -> later);
  }

  /** Those of them in which layers were measured. */
  List<Epoch> measured() {
    return trained().stream()
        .filter(e -> !e.layers().isEmpty() || !e.unmeasured().isEmpty())
        .toList();
  }
}
