package org.ssl4j.diagnose;

import java.util.Map;
import java.util.Optional;
import org.ssl4j.text.Text;

/**
 * The learning rate as a cause: far above or below what the optimizer takes. For SGD that is the
 * method's recipe, which grows with the batch; LARS takes rates of its own, which grow as well, and
 * AdamW, whose steps have the length of the rate whatever the gradient, one that does not.
 */
final class RateRules {

  /** Learning rate over the recipe's from which it is suspected. */
  static final double HIGH_RATE = 4;

  /** Learning rate over the recipe's below which nothing can be learned in the usual time. */
  static final double LOW_RATE = 0.02;

  /** The same where what is usual is known by the power of ten only. */
  private static final double HIGH_USUAL_RATE = 10;

  /**
   * Usual rates at a batch of 256: SimCLR and BYOL with LARS; MoCo v3 and most others with AdamW.
   */
  private static final double USUAL_LARS = 0.3;

  private static final double USUAL_ADAMW = 0.001;

  /** SGD with a method that names no recipe. */
  private static final double USUAL_SGD = 0.05;

  private static final double RECIPE_BATCH = 256;

  private final Verdict verdict;
  private final RunHistory history;
  private final Map<String, String> settings;
  private final double rate;
  private final double batch;

  private RateRules(Verdict verdict, RunHistory history, double rate, double batch) {
    this.verdict = verdict;
    this.history = history;
    this.settings = history.settings();
    this.rate = rate;
    this.batch = batch;
  }

  /** The cause, if the rate is one. */
  static Optional<Cause> cause(Verdict verdict, RunHistory history) {
    var rate = number(history.settings().get("optimizer.learningRate"));
    var batch = number(history.settings().get("data.batchSize"));
    return rate.isEmpty() || batch.isEmpty() || !(batch.get() > 0)
        ? Optional.empty()
        : new RateRules(verdict, history, rate.get(), batch.get()).cause();
  }

  private static Optional<Double> number(String text) {
    try {
      return text == null ? Optional.empty() : Optional.of(Double.parseDouble(text));
    } catch (NumberFormatException notANumber) {
      return Optional.empty(); // a word is no statement about a number
    }
  }

  private Optional<Cause> cause() {
    String usual = CauseRules.text(usualRate());
    if (rate == 0) {
      return of(
          "the learning rate is 0", 0.99, "set a rate above 0: optimizer.learningRate=" + usual);
    }
    double times = rate / usualRate();
    if (times >= highRate()) {
      double confidence = Math.min(0.9, 0.3 + 0.1 * Math.log(times) / Math.log(2));
      return of(
          Text.of("the learning rate is %s times %s", CauseRules.text(times), whose()),
          verdict == Verdict.DIVERGED ? 0.9 : confidence,
          instead() + usual);
    }
    if (verdict == Verdict.NOT_LEARNING && times <= LOW_RATE) {
      return of(
          Text.of("the learning rate is only %s times %s", CauseRules.text(times), whose()),
          0.8,
          instead() + usual);
    }
    return verdict == Verdict.DIVERGED
        ? of(
            "the learning rate is too high for this network, or the warm-up is too short",
            0.4,
            "halve it: optimizer.learningRate=" + CauseRules.text(rate / 2))
        : Optional.empty();
  }

  private Optional<Cause> of(String cause, double confidence, String test) {
    String setting = "optimizer.learningRate";
    return Optional.of(new Cause(cause, setting, settings.get(setting), confidence, test));
  }

  private boolean fromRecipe() {
    return !isOther() && history.method().recipeLearningRate() != null;
  }

  /** Whether the optimizer is another one than the recipes'. */
  private boolean isOther() {
    String name = settings.get("optimizer.name");
    return "lars".equals(name) || "adamw".equals(name);
  }

  private String whose() {
    if (fromRecipe()) {
      return "the recipe's rate at this batch size";
    }
    return switch (String.valueOf(settings.get("optimizer.name"))) {
      case "lars" -> "the usual rate of LARS at this batch size";
      case "adamw" -> "the usual rate of AdamW";
      default -> "the usual rate of SGD at this batch size";
    };
  }

  private String instead() {
    return fromRecipe()
        ? "use the recipe's rate: optimizer.learningRate="
        : "use the usual rate: optimizer.learningRate=";
  }

  private double highRate() {
    return fromRecipe() ? HIGH_RATE : HIGH_USUAL_RATE;
  }

  /** What {@code optimizer.learningRate} has to be for the usual rate at this batch. */
  private double usualRate() {
    boolean scaled = "true".equals(settings.get("optimizer.scaleByBatch"));
    if ("adamw".equals(settings.get("optimizer.name"))) {
      return scaled ? USUAL_ADAMW * RECIPE_BATCH / batch : USUAL_ADAMW;
    }
    double atRecipeBatch =
        fromRecipe()
            ? history.method().recipeLearningRate()
            : "lars".equals(settings.get("optimizer.name")) ? USUAL_LARS : USUAL_SGD;
    return scaled ? atRecipeBatch : atRecipeBatch * batch / RECIPE_BATCH;
  }
}
