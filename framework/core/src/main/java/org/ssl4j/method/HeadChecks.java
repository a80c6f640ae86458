package org.ssl4j.method;

import org.ssl4j.config.HeadConfig;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.config.PredictorConfig;
import org.ssl4j.text.Text;

/** Checks that several methods' settings share. */
public final class HeadChecks {

  private HeadChecks() {}

  /** A prediction is compared with a projection, so they need the same size. */
  public static void predictorFits(HeadConfig projector, PredictorConfig predictor) {
    int projection = last(projector.layers());
    int prediction = last(predictor.layers());
    if (predictor.kind() != PredictorConfig.Kind.NONE && projection != prediction) {
      throw new InvalidSettingException(
          "predictor.layers",
          Text.of(
              "the last layer has %d outputs but the projector has %d; they must be equal",
              prediction, projection));
    }
  }

  private static int last(java.util.List<Integer> layers) {
    return layers.get(layers.size() - 1);
  }
}
