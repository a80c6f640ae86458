package org.ssl4j.models.method;

import org.ssl4j.config.HeadConfig;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.config.MethodSettings;
import org.ssl4j.config.PredictorConfig;
import org.ssl4j.config.Setting;
import org.ssl4j.config.TargetConfig;
import org.ssl4j.method.HeadChecks;

/** The {@code method:} section of BYOL. */
public record ByolSettings(
    @Setting(
            doc = "byol.",
            allowed = {"byol"})
        String name,
    @Setting(doc = "Head of both networks.", defaultValue = "{layers: [1024, 256]}")
        HeadConfig projector,
    @Setting(
            doc = "Safeguard: maps the online projection to the target's.",
            defaultValue = "{layers: [1024, 256]}")
        PredictorConfig predictor,
    @Setting(
            doc = "Safeguard: the target network.",
            defaultValue = "{kind: ema, tau: 0.99, schedule: cosine}")
        TargetConfig target,
    @Setting(
            doc =
                "Safeguard: no gradient into the target branch. It can be switched off only with target.kind: self.",
            defaultValue = "true")
        boolean stopGradient,
    @Setting(
            doc =
                "Added safeguard that the paper does not have: weight of VICReg's variance term on the projections; 0 for none.",
            defaultValue = "0",
            min = 0)
        double variance,
    @Setting(
            doc =
                "Added safeguard that the paper does not have: weight of VICReg's covariance term on the projections; 0 for none.",
            defaultValue = "0",
            min = 0)
        double covariance)
    implements MethodSettings {

  AddedTerms added() {
    return new AddedTerms(variance, covariance);
  }

  @Override
  public void check() {
    HeadChecks.predictorFits(projector, predictor);
    if (!stopGradient && target.kind() != TargetConfig.Kind.SELF) {
      throw new InvalidSettingException(
          "stopGradient",
          "false has no effect on a target network that is never trained; set target.kind: self to let"
              + " gradients through");
    }
  }
}
