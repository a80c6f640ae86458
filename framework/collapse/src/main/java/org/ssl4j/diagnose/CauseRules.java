package org.ssl4j.diagnose;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.ssl4j.diagnose.SettingCause.Explains;
import org.ssl4j.measure.LayerMeasures;
import org.ssl4j.text.Text;

/**
 * Likely causes of what is wrong, from the config and the run. Safeguards that several methods have
 * are found by the names of their settings, which these methods share; the others are known to the
 * method. Confidence ranks what the literature and our own runs found most harmful.
 */
final class CauseRules {

  /** Batches whose per-dimension statistics are too noisy. */
  static final double SMALL_BATCH = 32;

  /** Negatives below which a contrastive task is too easy. */
  private static final double FEW_NEGATIVES = 64;

  /** Twenty times what every recipe uses. */
  static final double HIGH_DECAY = 0.01;

  /** AdamW's decay is not part of the gradient; 0.05 to 0.3 is usual. */
  private static final double HIGH_DECOUPLED_DECAY = 2;

  private static final String IMAGES = "data.dataset";

  static final double LOW_TEMPERATURE = 0.03;
  static final double HIGH_TEMPERATURE = 5;

  /** Distance of two views as a share of that of two images, in the untrained network. */
  static final double WEAK_VIEWS = 0.15;

  /** A target that follows so closely is hardly one. */
  private static final double QUICK_TARGET = 0.5;

  /** The recipe's views of a method that has no preset of its own. */
  private static final String PLAIN_RECIPE = "mini";

  private final Verdict verdict;
  private final RunHistory history;

  /** Given where the config describes its views in groups. */
  private static final String FIRST_GROUP = "views.groups[0].preset";

  private final WrittenSettings settings;
  private final List<Cause> causes = new ArrayList<>();

  private CauseRules(Verdict verdict, RunHistory history) {
    this.verdict = verdict;
    this.history = history;
    this.settings = new WrittenSettings(history.settings());
  }

  /**
   * Most likely first; empty for what is healthy, has no config, or has not been trained for an
   * epoch: nothing has an effect yet that could have a cause.
   */
  static List<Cause> rank(Verdict verdict, RunHistory history) {
    boolean begun = !history.trained().isEmpty() || verdict == Verdict.DIVERGED;
    if (verdict == Verdict.HEALTHY || history.settings().isEmpty() || !begun) {
      return List.of();
    }
    var rules = new CauseRules(verdict, history);
    if (verdict.collapsed() || verdict == Verdict.UNCERTAIN) {
      rules.missingSafeguards();
      rules.target();
      rules.ofTheMethod(Explains.COLLAPSE);
      if (verdict != Verdict.COMPLETE_COLLAPSE) {
        rules.ofTheMethod(Explains.PARTIAL_COLLAPSE);
      }
    }
    rules.ofTheMethod(Explains.EVERYTHING);
    if (verdict != Verdict.SHORTCUT && verdict != Verdict.DIVERGED) {
      rules.randomParts();
    }
    rules.images();
    RateRules.cause(verdict, history).ifPresent(rules.causes::add);
    rules.temperature();
    rules.queue();
    rules.views();
    rules.batch();
    rules.weightDecay();
    rules.causes.sort(Comparator.comparingDouble(Cause::confidence).reversed());
    return rules.causes;
  }

  private void missingSafeguards() {
    if (settings.is("method.stopGradient", "false")) {
      add(
          "stop-gradient is off",
          "method.stopGradient",
          0.95,
          "switch it on: method.stopGradient=true");
    }
    if (settings.is("method.negatives", "false")) {
      add(
          "there are no negatives: the loss only pulls views together",
          "method.negatives",
          0.95,
          "switch them on: method.negatives=true");
    }
    if (settings.is("method.predictor.kind", "none")) {
      add(
          "there is neither a predictor nor negatives",
          "method.predictor.kind",
          0.9,
          "train a predictor: method.predictor.kind=learned");
    }
  }

  /** Parts that never learn: what they give is no collapse, but nothing to follow either. */
  private void randomParts() {
    if (settings.is("method.predictor.kind", "fixed")) {
      add(
          "the predictor keeps its random weights",
          "method.predictor.kind",
          0.5,
          "train it: method.predictor.kind=learned");
    }
    if (settings.is("method.target.kind", "ema") && settings.is("method.target.tau", 1)) {
      add(
          "tau is 1: the target keeps its random weights",
          "method.target.tau",
          0.6,
          "let the target follow the network: method.target.tau=0.99");
    }
  }

  private void target() {
    if (settings.is("method.target.kind", "self")) {
      add(
          "the network is its own target",
          "method.target.kind",
          0.85,
          "use an averaged target: method.target.kind=ema");
    }
    if (settings.is("method.target.kind", "ema")
        && settings.below("method.target.tau", QUICK_TARGET)) {
      add(
          Text.of(
              "tau is %s: the target changes almost as fast as the network",
              settings.text("method.target.tau")),
          "method.target.tau",
          0.8,
          "slow the target down: method.target.tau=0.99");
    }
  }

  /** What the method itself says about its settings. */
  private void ofTheMethod(Explains... explaining) {
    history.method().causes().stream()
        .filter(cause -> List.of(explaining).contains(cause.explains()))
        .forEach(cause -> add(cause.cause(), cause.setting(), cause.confidence(), cause.test()));
  }

  private void temperature() {
    var temperature = settings.number("method.temperature");
    if (temperature.isEmpty()) {
      return;
    }
    if (temperature.get() < LOW_TEMPERATURE) {
      add(
          Text.of(
              "at a temperature of %s only the nearest negative counts", text(temperature.get())),
          "method.temperature",
          0.6,
          "raise it: method.temperature=0.2");
    } else if (temperature.get() > HIGH_TEMPERATURE) {
      add(
          Text.of(
              "at a temperature of %s all similarities weigh almost the same",
              text(temperature.get())),
          "method.temperature",
          verdict == Verdict.NOT_LEARNING ? 0.9 : 0.5,
          "lower it: method.temperature=0.5");
    }
  }

  private void views() {
    var untrained = untrainedFeatures();
    if (untrained.isEmpty() || untrained.get().alignment() == null) {
      return;
    }
    var measures = untrained.get();
    double images = 2 - 2 * measures.meanCosine();
    if (measures.centredDegenerate() || !(images > LearningRules.ONE_POINT)) {
      return; // equal images have equal views, however strong the augmentation is
    }
    double share = measures.alignment() / images;
    if (share < WEAK_VIEWS) {
      String own = history.method().viewPreset();
      String recipe = own == null ? PLAIN_RECIPE : own;
      boolean grouped = settings.text(FIRST_GROUP) != null;
      add(
          Text.of(
              "the augmentation is too weak: in the untrained network, two views of an image are %.0f %% as far apart as two different images",
              100 * share),
          grouped ? FIRST_GROUP : "views.preset",
          verdict == Verdict.SHORTCUT ? 0.95 : 0.6,
          grouped
              ? Text.of(
                  "use the augmentation of a recipe in every group of views, such as preset: %s",
                  recipe)
              : Text.of("use the augmentation of the recipes: views.preset=%s", recipe));
    }
  }

  /** What the untrained network cannot tell apart, the images do not show. */
  private void images() {
    var untrained = untrainedFeatures();
    if (untrained.isEmpty()) {
      return;
    }
    var measures = untrained.get();
    double images = 2 - 2 * measures.meanCosine();
    double share = MassRules.share(measures);
    if (measures.centredDegenerate() || images <= LearningRules.ONE_POINT) {
      add(
          "the images may be empty or identical: the untrained network gives all held-out images the same features",
          IMAGES,
          0.97,
          "look at them: ssl4j data preview CONFIG");
    } else if (share >= MassRules.MOST) {
      add(
          Text.of(
              "many images may be empty or identical: the untrained network gives %.0f %% of the held-out images the same features",
              100 * share),
          IMAGES,
          0.9,
          "look at them: ssl4j data preview CONFIG");
    }
  }

  private Optional<LayerMeasures> untrainedFeatures() {
    return history
        .untrained()
        .map(
            epoch ->
                epoch
                    .layers()
                    .getOrDefault(Diagnosis.BACKBONE, epoch.layers().get(Diagnosis.PROJECTOR)));
  }

  /** Keys that are older than an epoch are of the very images that they are to be told from. */
  private void queue() {
    var size = settings.number("method.queueSize");
    var batch = settings.number("data.batchSize");
    if (size.isEmpty() || batch.isEmpty() || settings.is("method.negatives", "false")) {
      return;
    }
    double images = (history.stepsPerEpoch() + 1) * batch.get(); // the last batch may be incomplete
    if (history.stepsPerEpoch() > 0 && size.get() >= images) {
      add(
          Text.of(
              "a queue of %s keys is longer than an epoch of about %s images: it holds several keys of the same image",
              text(size.get()), text(history.stepsPerEpoch() * batch.get())),
          "method.queueSize",
          0.6,
          Text.of(
              "shorten it: method.queueSize=%d",
              Math.max(
                  1, Long.highestOneBit(history.stepsPerEpoch() * batch.get().longValue() / 2))));
    }
  }

  private void batch() {
    var batch = settings.number("data.batchSize");
    if (batch.isEmpty()) {
      return;
    }
    if (batch.get() < SMALL_BATCH) {
      add(
          Text.of(
              "a batch of %s images is too small for reliable batch-norm statistics",
              text(batch.get())),
          "data.batchSize",
          0.5,
          "enlarge it: data.batchSize=256");
    } else if (batch.get() < FEW_NEGATIVES
        && settings.is("method.negatives", "true")
        && settings.number("method.queueSize").isEmpty()) {
      add(
          Text.of("a batch of %s images has few negatives", text(batch.get())),
          "data.batchSize",
          0.3,
          "enlarge it: data.batchSize=256");
    }
  }

  private void weightDecay() {
    var decay = settings.number("optimizer.weightDecay");
    boolean decoupled = settings.is("optimizer.name", "adamw"); // a step of it is rate times decay
    if (decay.isPresent() && decay.get() >= (decoupled ? HIGH_DECOUPLED_DECAY : HIGH_DECAY)) {
      add(
          Text.of("weight decay of %s dominates the gradient", text(decay.get())),
          "optimizer.weightDecay",
          0.7,
          Text.of("use the usual value: optimizer.weightDecay=%s", decoupled ? "0.05" : "0.0005"));
    }
  }

  private void add(String cause, String setting, double confidence, String test) {
    causes.add(new Cause(cause, setting, settings.text(setting), confidence, test));
  }

  /** Three digits, without trailing zeros. */
  static String text(double value) {
    return new java.math.BigDecimal(value)
        .round(new java.math.MathContext(3))
        .stripTrailingZeros()
        .toPlainString();
  }
}
