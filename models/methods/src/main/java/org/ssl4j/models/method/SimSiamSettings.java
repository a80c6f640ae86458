package org.ssl4j.models.method;

import org.ssl4j.config.HeadConfig;
import org.ssl4j.config.MethodSettings;
import org.ssl4j.config.PredictorConfig;
import org.ssl4j.config.Setting;
import org.ssl4j.method.HeadChecks;

/** The {@code method:} section of SimSiam. */
public record SimSiamSettings(
    @Setting(
            doc = "simsiam.",
            allowed = {"simsiam"})
        String name,
    @Setting(
            doc =
                "Head of both branches; the official code's last batch norm has no affine part (plain).",
            defaultValue = "{layers: [2048, 2048], outputBatchNorm: plain}")
        HeadConfig projector,
    @Setting(
            doc = "Safeguard: maps one view's projection to the other's.",
            defaultValue = "{layers: [512, 2048]}")
        PredictorConfig predictor,
    @Setting(
            doc = "Safeguard: no gradient into the branch without predictor.",
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
  }
}
