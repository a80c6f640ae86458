package org.ssl4j.run;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ssl4j.measure.LayerAnalysis;

/**
 * The covariance spectra of one epoch: a line of {@code spectra.jsonl}.
 *
 * @param epoch epochs trained
 * @param step updates made
 * @param layers eigenvalues by layer, decreasing; min(N, d) of them, to five digits; without layers
 *     whose spectrum could not be computed
 */
public record SpectraRecord(int epoch, long step, Map<String, double[]> layers) {

  /** More digits than a plot shows; all of them would treble the file. */
  private static final MathContext DIGITS = new MathContext(5);

  public static SpectraRecord of(int epoch, long step, Map<String, LayerAnalysis> analyses) {
    Map<String, double[]> layers = new LinkedHashMap<>();
    analyses.forEach(
        (name, analysis) -> {
          if (analysis.spectrum() != null) {
            layers.put(name, rounded(analysis.spectrum().eigenvalues()));
          }
        });
    return new SpectraRecord(epoch, step, layers);
  }

  private static double[] rounded(double[] values) {
    return Arrays.stream(values)
        .map(value -> BigDecimal.valueOf(value).round(DIGITS).doubleValue())
        .toArray();
  }
}
