package org.ssl4j.collapse;

/**
 * Measures embeddings for collapse, in double precision whatever they were trained in.
 *
 * <p>Cost for Z [N, d]: four reads of the matrix, min(N, d)^2 * max(N, d) operations for the
 * spectrum, min(N, 4096)^2 * d for uniformity and N * d^2 for the correlations. Memory beside the
 * matrix: two d * d (or one N * N, if smaller) arrays of doubles and a few blocks of megabytes, off
 * the heap; matrices of up to four million values are also held once as doubles.
 */
public final class CollapseMeasures {

  private CollapseMeasures() {}

  /**
   * Measures one layer.
   *
   * @param embeddings [N, d], N at least 2
   * @throws InvalidEmbeddingsException if N is below 2 or a value is NaN or infinite; names the row
   */
  public static LayerAnalysis measure(EmbeddingMatrix embeddings) {
    return measure(embeddings, SpectralRoute.forShape(embeddings.rows(), embeddings.columns()));
  }

  /**
   * Measures one layer, and the alignment of two views of the same images.
   *
   * @param embeddings [N, d], N at least 2; what every other measure is taken of
   * @param secondView [N, d], another view of the same images in the same order
   * @throws InvalidEmbeddingsException also if the shapes differ
   */
  public static LayerAnalysis measure(EmbeddingMatrix embeddings, EmbeddingMatrix secondView) {
    Alignment alignment = Alignment.of(embeddings, secondView);
    SpectralRoute route = SpectralRoute.forShape(embeddings.rows(), embeddings.columns());
    return measure(embeddings, route, alignment.alignment(), alignment.meanPositiveCosine());
  }

  static LayerAnalysis measure(EmbeddingMatrix embeddings, SpectralRoute route) {
    return measure(embeddings, route, null, null);
  }

  private static LayerAnalysis measure(
      EmbeddingMatrix z, SpectralRoute route, Double alignment, Double meanPositiveCosine) {
    if (z.rows() < 2) {
      throw new InvalidEmbeddingsException(
          "collapse is a property of several embeddings: at least 2 rows are needed, row 0 is the"
              + " only one");
    }
    RowStatistics statistics = RowStatistics.of(z);
    SpectralAnalysis spectral = SpectralAnalysis.of(z, statistics, route);
    Spectrum spectrum = spectral.spectrum();
    PowerLawFit powerLaw = spectrum.powerLaw();
    var measures =
        new LayerMeasures(
            z.rows(),
            z.columns(),
            statistics.stdRatio(),
            statistics.meanCosine(),
            statistics.meanNorm(),
            statistics.rawStd(),
            statistics.zeroRowFraction(),
            spectrum.degenerate(),
            spectrum.effectiveRank(),
            spectrum.rankMe(),
            spectrum.participationRatio(),
            spectrum.stableRank(),
            spectrum.nearSingularFraction(),
            spectrum.topEigenvalueShare(),
            spectrum.cevAuc(),
            powerLaw.alpha(),
            powerLaw.r2(),
            powerLaw.points(),
            Uniformity.of(z, statistics),
            statistics.constantColumns(),
            spectrum.degenerate() ? null : spectral.meanAbsoluteCorrelation(),
            spectrum.conditionNumber(),
            statistics.deadColumns(),
            statistics.zeroShare(),
            spectrum.degenerate() ? null : PointClusters.of(z).orElse(null),
            alignment,
            meanPositiveCosine,
            null);
    return new LayerAnalysis(measures, spectrum);
  }
}
