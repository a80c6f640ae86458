package org.ssl4j.models.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ssl4j.diagnose.SettingCause;
import org.ssl4j.diagnose.SettingCause.Explains;
import org.ssl4j.diagnose.WrittenSettings;
import org.ssl4j.text.Text;

/** Weights of VICReg's terms that can explain a collapse. */
final class VicRegCauses {

  private static final String INVARIANCE = "method.invariance";
  private static final String VARIANCE = "method.variance";
  private static final String COVARIANCE = "method.covariance";

  /** Part of the variance weight in the invariance weight that protects (they are equal). */
  private static final double LOW_VARIANCE_WEIGHT = 0.2;

  private VicRegCauses() {}

  static List<SettingCause> of(WrittenSettings settings) {
    List<SettingCause> causes = new ArrayList<>();
    variance(settings).ifPresent(causes::add);
    if (settings.number(INVARIANCE).isPresent() && settings.is(COVARIANCE, 0)) {
      causes.add(
          new SettingCause(
              "the covariance weight is 0: nothing keeps the dimensions apart",
              COVARIANCE,
              0.8,
              "switch the covariance term on: method.covariance=1",
              Explains.PARTIAL_COLLAPSE));
    }
    return causes;
  }

  private static Optional<SettingCause> variance(WrittenSettings settings) {
    var variance = settings.number(VARIANCE);
    var invariance = settings.number(INVARIANCE);
    if (variance.isEmpty() || invariance.isEmpty()) {
      return Optional.empty();
    }
    String invarianceText = settings.text(INVARIANCE);
    if (variance.get() == 0) {
      return collapse(
          "the variance weight is 0: nothing keeps the embeddings apart",
          0.95,
          Text.of("raise it to the invariance weight: method.variance=%s", invarianceText));
    }
    if (variance.get() < LOW_VARIANCE_WEIGHT * invariance.get()) {
      return collapse(
          "the variance weight is small beside the invariance weight of " + invarianceText,
          0.6,
          Text.of("make them equal: method.variance=%s", invarianceText));
    }
    return variance.get() <= 1
        ? collapse(
            "the covariance term dominates, because the variance and invariance weights are 1 or less",
            0.4,
            "use the paper's weights: method.invariance=25, method.variance=25")
        : Optional.empty();
  }

  private static Optional<SettingCause> collapse(String cause, double confidence, String test) {
    return Optional.of(new SettingCause(cause, VARIANCE, confidence, test, Explains.COLLAPSE));
  }
}
