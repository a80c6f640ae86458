package org.ssl4j.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ssl4j.measure.LayerMeasures;

/**
 * Whether healthy-looking embeddings learn anything, from the loss between its floor and its chance
 * level, from k-NN, and without a run from two views and labels.
 */
final class LearningRules {

  /** Share of the way from chance to floor that counts as none. */
  static final double NO_PROGRESS = 0.05;

  /** Share of that way by which a loss has to move at all during a run. */
  static final double MOVED = 0.02;

  /** Share of the chance level within which a loss costs as much as chance. */
  static final double CHANCE_SHARE = 0.01;

  /**
   * Share of the possible rank that is too low to be called healthy while k-NN is no better than
   * untrained. Healthy SimSiam begins so with 0.18, BYOL with 0.24.
   */
  static final double LOW_RANK_SHARE = 0.15;

  /** The same for a rank that has fallen to less than half. */
  private static final double FALLEN_RANK_SHARE = 0.25;

  /** Share of the way at which a pretext task is solved. */
  static final double SOLVED = 0.8;

  /**
   * Distance of two views of an image as a share of that of two images: below, views tell nothing
   * apart from images any more; above the other, views are no closer than images.
   */
  static final double VIEWS_ALIKE = 0.3;

  static final double VIEWS_STRANGERS = 0.9;

  /** Squared distance of two images that is rounding. */
  static final double ONE_POINT = 1e-6;

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
      return lowRankOfNoUse() ? Verdict.UNCERTAIN : Verdict.HEALTHY;
    }
    return referenced() ? byLoss(trained) : byScore();
  }

  private Verdict byLoss(List<RunHistory.Epoch> trained) {
    var recent = trained.subList(Math.max(0, trained.size() - patience), trained.size());
    var last = trained.get(trained.size() - 1);
    if (recent.stream().allMatch(epoch -> progress(epoch.loss()) < NO_PROGRESS) && !useful()) {
      atChance(last);
      return flat(Verdict.NOT_LEARNING);
    }
    if (recent.stream().allMatch(epoch -> costsAsChance(epoch.loss())) && !useful()) {
      atChance(last);
      if (history.latestScore().isPresent()) {
        return flat(Verdict.NOT_LEARNING);
      }
      evidence.add(
          Evidence.of(
              "loss",
              history.floor(),
              history.chance(),
              last.epoch(),
              "the floor of the loss is %.4g, so close to chance that the loss cannot show whether the network learns; a k-NN score with labels can",
              history.floor()));
      return Verdict.UNCERTAIN;
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
      return stuck(last);
    }
    return byScore();
  }

  private void atChance(RunHistory.Epoch last) {
    evidence.add(
        Evidence.of(
            "loss",
            last.loss(),
            history.chance(),
            last.epoch(),
            "the loss is %.4g after epoch %d; a network that cannot tell any images apart has a loss of %.4g",
            last.loss(),
            last.epoch(),
            history.chance()));
  }

  /**
   * Whether a loss is within a per cent of chance, however near its floor is: at a high temperature
   * all similarities are equal, and the way from chance to the floor is shorter than the noise.
   */
  private boolean costsAsChance(double loss) {
    return Math.abs(history.chance() - loss)
        < CHANCE_SHARE * Math.max(Math.abs(history.chance()), reach());
  }

  /** A loss that has risen moves, but not to where it should; labels say whether that is bad. */
  private Verdict stuck(RunHistory.Epoch last) {
    boolean risen = lastLoss() > firstLoss() + MOVED * reach();
    String how = risen ? "it has risen" : "it has not moved";
    evidence.add(
        Evidence.of(
            "loss",
            last.loss(),
            firstLoss(),
            last.epoch(),
            "the loss is %.4g and was %.4g in the first steps: %s",
            last.loss(),
            firstLoss(),
            how));
    return risen && history.latestScore().isEmpty()
        ? Verdict.UNCERTAIN
        : flat(Verdict.NOT_LEARNING);
  }

  /** Whatever the geometry says, training has made the features no better. */
  private Verdict byScore() {
    var score = history.latestScore();
    if (score.filter(RunHistory.Score::worse).isPresent()) {
      evidence.add(knn("k-NN is %.3f, clearly below the %.3f of the untrained network"));
      return Verdict.UNCERTAIN;
    }
    if (score.filter(RunHistory.Score::atChance).isPresent()) {
      evidence.add(
          Evidence.of(
              "knn",
              score.get().top1(),
              score.get().chance(),
              history.scored().orElseThrow().epoch(),
              "k-NN is %.3f, no better than always naming the most frequent class (%.3f)",
              score.get().top1(),
              score.get().chance()));
      return Verdict.UNCERTAIN;
    }
    return lowRankOfNoUse() ? Verdict.UNCERTAIN : Verdict.HEALTHY;
  }

  /** A rank that alone is no alarm, and labels that do not speak for it either. */
  private boolean lowRankOfNoUse() {
    var measured = history.measured();
    if (!scoreFlat() || measured.isEmpty()) {
      return false;
    }
    var latest = measured.get(measured.size() - 1);
    var untrained = history.untrained().map(RunHistory.Epoch::layers).orElse(Map.of());
    for (String name : List.of(Diagnosis.PROJECTOR, Diagnosis.BACKBONE)) {
      var layer = latest.layers().get(name);
      if (layer != null && lowRank(layer, untrained.get(name))) {
        evidence.add(
            Evidence.of(
                "effectiveRank",
                layer.effectiveRank(),
                LOW_RANK_SHARE * layer.possibleRank(),
                latest.epoch(),
                "the %s has an effective rank of %.1f of %d possible, and no label score shows that this is enough",
                name,
                layer.effectiveRank(),
                layer.possibleRank()));
        evidence.add(knn("k-NN is %.3f, no better than the %.3f of the untrained network"));
        return true;
      }
    }
    return false;
  }

  private static boolean lowRank(LayerMeasures layer, LayerMeasures untrained) {
    double share = layer.effectiveRank() / layer.possibleRank();
    return share < LOW_RANK_SHARE
        || share < FALLEN_RANK_SHARE
            && untrained != null
            && layer.effectiveRank() < DirectionRules.RANK_LEFT * untrained.effectiveRank();
  }

  /** That labels contradict a collapse; only where they do. */
  static Evidence features(RunHistory history) {
    var epoch = history.scored().orElseThrow();
    var score = epoch.score();
    String reference =
        history.isRun() ? "the untrained network" : "always naming the most frequent class";
    return Evidence.of(
        "knn",
        score.top1(),
        score.reference(),
        epoch.epoch(),
        "the features are useful nevertheless: k-NN is %.3f, and %.3f for %s",
        score.top1(),
        score.reference(),
        reference);
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

  /** Down, that is: from the first steps, or from where a filling queue has brought it. */
  private boolean unmoved() {
    if (history.steps().size() < 2 * STEPS_AVERAGED) {
      return false;
    }
    double highest =
        history.trained().stream()
            .mapToDouble(RunHistory.Epoch::loss)
            .reduce(firstLoss(), Math::max);
    return highest - lastLoss() < MOVED * reach();
  }

  private double lastLoss() {
    var steps = history.steps();
    return mean(steps.subList(steps.size() - STEPS_AVERAGED, steps.size()));
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
                  : "k-NN is %.3f, and %.3f for always naming the most frequent class"));
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
      if (!(strangers > ONE_POINT)) {
        continue; // all rows point one way: two views and two images are equally near
      }
      double share = measures.alignment() / strangers;
      if (share < VIEWS_ALIKE) {
        evidence.add(
            Evidence.of(
                "alignment",
                measures.alignment(),
                VIEWS_ALIKE * strangers,
                null,
                "%s: two views of an image are %.0f %% as far apart as two different images",
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
                "%s: two views of an image are no closer than two different images (%.0f %%)",
                layer.getKey(),
                100 * share));
        return flat(Verdict.NOT_LEARNING);
      }
    }
    return flat(Verdict.UNCERTAIN);
  }
}
