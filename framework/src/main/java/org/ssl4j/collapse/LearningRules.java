package org.ssl4j.collapse;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether healthy-looking embeddings learn anything, from the loss between its floor and its chance
 * level, from k-NN, and without a run from two views and labels.
 */
final class LearningRules {

  /** Share of the way from chance to floor that counts as none. */
  static final double NO_PROGRESS = 0.05;

  /** Share of that way by which a loss has to move at all during a run. */
  static final double MOVED = 0.02;

  /** Share of the way at which a pretext task is solved. */
  static final double SOLVED = 0.8;

  /**
   * Distance of two views of an image as a share of that of two images: below, views tell nothing
   * apart from images any more; above the other, views are no closer than images.
   */
  static final double VIEWS_ALIKE = 0.3;

  static final double VIEWS_STRANGERS = 0.9;

  /** Epochs before which nothing is said about learning: the warm-up. */
  private static final int FEWEST_EPOCHS = 2;

  /** Steps at the start and at the end over which the loss is averaged. */
  private static final int STEPS_AVERAGED = 10;

  private final RunHistory history;
  private final int patience;
  private final List<Evidence> evidence = new ArrayList<>();

  /** A verdict without layers. */
  record Judgement(Verdict verdict, List<Evidence> evidence) {}

  private LearningRules(RunHistory history, int patience) {
    this.history = history;
    this.patience = patience;
  }

  static Judgement judge(RunHistory history, int patience) {
    var rules = new LearningRules(history, patience);
    var verdict = history.isRun() ? rules.run() : rules.embeddings();
    return new Judgement(verdict, rules.evidence);
  }

  private Verdict run() {
    var trained = history.trained();
    if (trained.isEmpty()) {
      evidence.add(
          Evidence.of("epoch", 0, 1, 0, "the network has not been trained for an epoch yet"));
      return Verdict.UNCERTAIN;
    }
    if (trained.size() < FEWEST_EPOCHS) {
      return Verdict.HEALTHY;
    }
    return referenced() ? byLoss(trained) : byScore();
  }

  private Verdict byLoss(List<RunHistory.Epoch> trained) {
    var recent = trained.subList(Math.max(0, trained.size() - patience), trained.size());
    var last = trained.get(trained.size() - 1);
    if (recent.stream().allMatch(epoch -> progress(epoch.loss()) < NO_PROGRESS) && !useful()) {
      evidence.add(
          Evidence.of(
              "loss",
              last.loss(),
              history.chance(),
              last.epoch(),
              "the loss is %.4g after %d epochs, and %.4g is what it costs to tell nothing apart",
              last.loss(),
              last.epoch(),
              history.chance()));
      return flat(Verdict.NOT_LEARNING);
    }
    if (recent.stream().allMatch(epoch -> progress(epoch.loss()) > SOLVED) && scoreFlat()) {
      evidence.add(
          Evidence.of(
              "loss",
              last.loss(),
              history.chance() - SOLVED * reach(),
              last.epoch(),
              "the loss is %.4g, %.0f %% of the way from chance (%.4g) to its floor (%.4g)",
              last.loss(),
              100 * progress(last.loss()),
              history.chance(),
              history.floor()));
      return flat(Verdict.SHORTCUT);
    }
    if (unmoved() && progress(last.loss()) < SOLVED && !useful()) {
      evidence.add(
          Evidence.of(
              "loss",
              last.loss(),
              firstLoss(),
              last.epoch(),
              "the loss is %.4g and was %.4g in the first steps: it has not moved",
              last.loss(),
              firstLoss()));
      return flat(Verdict.NOT_LEARNING);
    }
    return byScore();
  }

  /** Whatever the geometry says, training has made the features worse. */
  private Verdict byScore() {
    if (history.latestScore().filter(RunHistory.Score::worse).isEmpty()) {
      return Verdict.HEALTHY;
    }
    evidence.add(knn("k-NN is %.3f, clearly below the %.3f of the untrained network"));
    return Verdict.UNCERTAIN;
  }

  private boolean referenced() {
    return history.chance() != null && history.floor() != null && reach() > 0;
  }

  private double reach() {
    return history.chance() - history.floor();
  }

  private double progress(double loss) {
    return (history.chance() - loss) / reach();
  }

  private boolean unmoved() {
    var steps = history.steps();
    if (steps.size() < 2 * STEPS_AVERAGED) {
      return false;
    }
    double end = mean(steps.subList(steps.size() - STEPS_AVERAGED, steps.size()));
    return Math.abs(end - firstLoss()) < MOVED * reach();
  }

  private double firstLoss() {
    return mean(history.steps().subList(0, STEPS_AVERAGED));
  }

  private static double mean(List<RunHistory.StepPoint> steps) {
    return steps.stream().mapToDouble(RunHistory.StepPoint::loss).average().orElse(Double.NaN);
  }

  private boolean useful() {
    return history.latestScore().filter(RunHistory.Score::better).isPresent();
  }

  private boolean scoreFlat() {
    return history.latestScore().filter(RunHistory.Score::flat).isPresent();
  }

  private Verdict flat(Verdict verdict) {
    if (scoreFlat()) {
      evidence.add(
          knn(
              history.isRun()
                  ? "k-NN is %.3f, and %.3f for the untrained network"
                  : "k-NN is %.3f, and %.3f for the most frequent class"));
    }
    return verdict;
  }

  /** The sentence has two numbers, and which of several it is depends on the history. */
  @SuppressWarnings("FormatStringAnnotation")
  private Evidence knn(String sentence) {
    var epoch = history.scored().orElseThrow();
    var score = epoch.score();
    return Evidence.of(
        "knn",
        score.top1(),
        score.reference(),
        epoch.epoch(),
        sentence,
        score.top1(),
        score.reference());
  }

  /** Two views say whether the pretext task is solved, labels whether that was of use. */
  private Verdict embeddings() {
    if (!scoreFlat()) {
      return Verdict.HEALTHY;
    }
    for (var layer : history.trained().get(0).layers().entrySet()) {
      var measures = layer.getValue();
      if (measures.alignment() == null) {
        continue;
      }
      double strangers = 2 - 2 * measures.meanCosine();
      double share = measures.alignment() / strangers;
      if (share < VIEWS_ALIKE) {
        evidence.add(
            Evidence.of(
                "alignment",
                measures.alignment(),
                VIEWS_ALIKE * strangers,
                null,
                "%s: two views of an image are %.0f %% as far apart as two images",
                layer.getKey(),
                100 * share));
        return flat(Verdict.SHORTCUT);
      }
      if (share > VIEWS_STRANGERS) {
        evidence.add(
            Evidence.of(
                "alignment",
                measures.alignment(),
                VIEWS_STRANGERS * strangers,
                null,
                "%s: two views of an image are no closer than two images (%.0f %%)",
                layer.getKey(),
                100 * share));
        return flat(Verdict.NOT_LEARNING);
      }
    }
    return flat(Verdict.UNCERTAIN);
  }
}
