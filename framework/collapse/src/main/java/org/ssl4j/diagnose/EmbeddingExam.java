package org.ssl4j.diagnose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ssl4j.measure.Alignment;
import org.ssl4j.measure.Attempts;
import org.ssl4j.measure.CollapseMeasures;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.measure.InvalidEmbeddingsException;
import org.ssl4j.measure.LayerAnalysis;
import org.ssl4j.measure.LayerMeasures;
import org.ssl4j.measure.MeasureTaker;
import org.ssl4j.measure.Spectrum;
import org.ssl4j.measure.ViewPairs;
import org.ssl4j.text.Text;

/**
 * Embeddings from anywhere, measured and diagnosed.
 *
 * @param diagnosis the verdicts
 * @param spectra of the layers that could be measured
 * @param notes what was left out of the diagnosis and why, one sentence each
 */
public record EmbeddingExam(
    Diagnosis diagnosis, Map<String, Spectrum> spectra, List<String> notes) {

  /** Rows that statistics need at all. */
  private static final int FEWEST_ROWS = 2;

  /** Rows that are named where values are not finite. */
  private static final int MOST_NAMED = 5;

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
    return of(layers, secondViews, Map.of(), score);
  }

  /**
   * Beside the embeddings of an untrained network.
   *
   * @param baselines of the same layers before training, by the same names; may lack some
   * @throws InvalidEmbeddingsException also if a baseline cannot be measured
   */
  public static EmbeddingExam of(
      Map<String, EmbeddingMatrix> layers,
      Map<String, EmbeddingMatrix> secondViews,
      Map<String, EmbeddingMatrix> baselines,
      RunHistory.Score score) {
    Map<String, Spectrum> spectra = new LinkedHashMap<>();
    List<String> notes = new ArrayList<>();
    Map<String, LayerMeasures> untrained = new LinkedHashMap<>();
    baselines.forEach(
        (name, matrix) -> {
          var measures = CollapseMeasures.measure(matrix).measures();
          untrained.put(name, measures);
          notes.add(
              Text.of(
                  "%s, baseline: %d x %d, std ratio %.3f, mean cosine %.3f, effective rank %.1f.",
                  name,
                  measures.rows(),
                  measures.dim(),
                  measures.stdRatio(),
                  measures.meanCosine(),
                  measures.effectiveRank()));
        });
    var history = history(layers, secondViews, score, spectra, notes);
    return new EmbeddingExam(
        Diagnosis.of(untrained.isEmpty() ? history : history.withUntrained(untrained)),
        spectra,
        notes);
  }

  /**
   * @param spectra receives those of the layers that could be measured
   * @param notes receives what was left out: a second view whose rows do not belong to the first's
   */
  static RunHistory history(
      Map<String, EmbeddingMatrix> layers,
      Map<String, EmbeddingMatrix> secondViews,
      RunHistory.Score score,
      Map<String, Spectrum> spectra,
      List<String> notes) {
    return history(layers, secondViews, score, spectra, notes, new Attempts(MeasureTaker.DIRECT));
  }

  static RunHistory history(
      Map<String, EmbeddingMatrix> layers,
      Map<String, EmbeddingMatrix> secondViews,
      RunHistory.Score score,
      Map<String, Spectrum> spectra,
      List<String> notes,
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
            var pairs = paired(name, matrix, second, notes);
            var analysis = analysis(matrix, pairs, attempts.layer(name));
            measures.put(name, analysis.measures());
            if (analysis.spectrum() != null) {
              spectra.put(name, analysis.spectrum());
            }
          } catch (InvalidEmbeddingsException notFinite) {
            unmeasured.put(name, diverged(name, notFinite.getMessage()));
            notFinite(name, matrix).ifPresent(notes::add);
          }
        });
    return RunHistory.ofEmbeddings(measures, unmeasured, score);
  }

  /** The second view, or null if its rows do not belong to those of the first. */
  private static EmbeddingMatrix paired(
      String name, EmbeddingMatrix matrix, EmbeddingMatrix second, List<String> notes) {
    if (second == null) {
      return null;
    }
    var problem = ViewPairs.problem(matrix, second);
    problem.ifPresent(
        why -> notes.add(Text.of("%s: %s. The two views are therefore not compared.", name, why)));
    return problem.isPresent() ? null : second;
  }

  private static LayerAnalysis analysis(
      EmbeddingMatrix matrix, EmbeddingMatrix second, Attempts.Layer attempts) {
    var alignment =
        second == null
            ? null
            : attempts.take("alignment", null, () -> Alignment.of(matrix, second));
    var analysis = CollapseMeasures.measure(matrix, attempts, false);
    return alignment == null ? analysis : analysis.withAlignment(alignment);
  }

  /** How many rows are spoiled: one NaN may be a bug, many are a training that diverged. */
  private static Optional<String> notFinite(String name, EmbeddingMatrix matrix) {
    double[] row = new double[matrix.columns()];
    List<String> first = new ArrayList<>();
    int spoiled = 0;
    for (int i = 0; i < matrix.rows(); i++) {
      matrix.read(i, 0, row.length, row, 0);
      if (!Arrays.stream(row).allMatch(Double::isFinite)) {
        spoiled++;
        if (first.size() < MOST_NAMED) {
          first.add(String.valueOf(i));
        }
      }
    }
    return spoiled == 0
        ? Optional.empty()
        : Optional.of(
            Text.of(
                "%s: %d of %d rows hold NaN or infinity (rows %s%s, counted from 0).",
                name,
                spoiled,
                matrix.rows(),
                String.join(", ", first),
                spoiled > first.size() ? ", ..." : ""));
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
                "at least 2 embeddings are needed to measure collapse, but there is only %d",
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
