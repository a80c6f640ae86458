package org.ssl4j.collapse;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Embeddings from anywhere, measured and diagnosed.
 *
 * @param diagnosis the verdicts
 * @param spectra of the layers that could be measured
 */
public record EmbeddingExam(Diagnosis diagnosis, Map<String, Spectrum> spectra) {

  /** Rows that statistics need at all. */
  private static final int FEWEST_ROWS = 2;

  /**
   * @param layers embeddings by name, in the order of the answer
   * @param secondViews of the same images in the same order, by the same names; may lack some
   * @param score what labels say of the embeddings, or null
   * @throws InvalidEmbeddingsException if the two views of a layer differ in shape
   */
  public static EmbeddingExam of(
      Map<String, EmbeddingMatrix> layers,
      Map<String, EmbeddingMatrix> secondViews,
      RunHistory.Score score) {
    Map<String, Spectrum> spectra = new LinkedHashMap<>();
    var history = history(layers, secondViews, score, spectra);
    return new EmbeddingExam(Diagnosis.of(history), spectra);
  }

  /**
   * @param spectra receives those of the layers that could be measured
   */
  static RunHistory history(
      Map<String, EmbeddingMatrix> layers,
      Map<String, EmbeddingMatrix> secondViews,
      RunHistory.Score score,
      Map<String, Spectrum> spectra) {
    return history(layers, secondViews, score, spectra, new Attempts(MeasureTaker.DIRECT));
  }

  static RunHistory history(
      Map<String, EmbeddingMatrix> layers,
      Map<String, EmbeddingMatrix> secondViews,
      RunHistory.Score score,
      Map<String, Spectrum> spectra,
      Attempts attempts) {
    Map<String, LayerMeasures> measures = new LinkedHashMap<>();
    Map<String, LayerDiagnosis> unmeasured = new LinkedHashMap<>();
    layers.forEach(
        (name, matrix) -> {
          var second = secondViews.get(name);
          if (second != null) {
            Alignment.requireEqualShapes(matrix, second);
          }
          if (matrix.rows() < FEWEST_ROWS) {
            unmeasured.put(name, tooFew(name, matrix.rows()));
            return;
          }
          try {
            var analysis = analysis(matrix, second, attempts.layer(name));
            measures.put(name, analysis.measures());
            if (analysis.spectrum() != null) {
              spectra.put(name, analysis.spectrum());
            }
          } catch (InvalidEmbeddingsException notFinite) {
            unmeasured.put(name, diverged(name, notFinite.getMessage()));
          }
        });
    return RunHistory.ofEmbeddings(measures, unmeasured, score);
  }

  private static LayerAnalysis analysis(
      EmbeddingMatrix matrix, EmbeddingMatrix second, Attempts.Layer attempts) {
    var alignment =
        second == null
            ? null
            : attempts.take("alignment", null, () -> Alignment.of(matrix, second));
    var analysis = CollapseMeasures.measure(matrix, attempts);
    return alignment == null ? analysis : analysis.withAlignment(alignment);
  }

  private static LayerDiagnosis tooFew(String name, int rows) {
    return new LayerDiagnosis(
        name,
        Verdict.UNCERTAIN,
        null,
        List.of(
            Evidence.of(
                "rows",
                rows,
                LayerRules.FEWEST_ROWS,
                null,
                "collapse is a property of several embeddings, and there is only %d",
                rows)));
  }

  private static LayerDiagnosis diverged(String name, String why) {
    return new LayerDiagnosis(
        name,
        Verdict.DIVERGED,
        null,
        List.of(new Evidence("meanNorm", Double.NaN, Double.NaN, null, why)));
  }
}
