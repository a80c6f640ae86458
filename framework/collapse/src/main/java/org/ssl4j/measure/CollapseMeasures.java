package org.ssl4j.measure;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Measures embeddings for collapse, in double precision whatever they were trained in.
 *
 * <p>Cost for Z [N, d]: four reads of the matrix, min(N, d)^2 * max(N, d) operations for the
 * spectrum, min(N, 4096)^2 * d for uniformity and N * d^2 for the correlations. Memory beside the
 * matrix: two d * d (or one N * N, if smaller) arrays of doubles and a few blocks of megabytes, off
 * the heap; matrices of up to four million values are also held once as doubles.
 */
public final class CollapseMeasures {

  /** Share of the columns from which faint ones are worth a word. */
  private static final double FAINT_SHARE = 0.25;

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
    var analysis = measure(z, route, new Attempts(MeasureTaker.DIRECT).layer("embeddings"), false);
    return alignment == null
        ? analysis
        : analysis.withAlignment(new Alignment(alignment, meanPositiveCosine));
  }

  /**
   * Measures one layer, whatever single measures fail.
   *
   * @param ofRun whether an untrained network and labels can say more about a common offset than
   *     its columns
   * @throws InvalidEmbeddingsException as {@link #measure(EmbeddingMatrix)}
   */
  public static LayerAnalysis measure(EmbeddingMatrix z, Attempts.Layer attempts, boolean ofRun) {
    return measure(z, SpectralRoute.forShape(z.rows(), z.columns()), attempts, ofRun);
  }

  private static LayerAnalysis measure(
      EmbeddingMatrix z, SpectralRoute route, Attempts.Layer attempts, boolean ofRun) {
    if (z.rows() < 2) {
      throw new InvalidEmbeddingsException(
          "collapse is measured between embeddings, so at least 2 rows are needed, but there is only row 0");
    }
    RowStatistics statistics = attempts.take("spread", null, () -> RowStatistics.of(z));
    if (statistics == null) {
      return new LayerAnalysis(
          LayerMeasures.unknown(z.rows(), z.columns(), attempts.reasons()), null);
    }
    SpectralAnalysis spectral =
        attempts.take("spectrum", null, () -> SpectralAnalysis.of(z, statistics, route));
    Spectrum spectrum = spectral == null ? null : spectral.spectrum();
    boolean varies = spectrum != null && !spectrum.degenerate();
    var ofSpectrum = new Ranks(spectrum, attempts);
    PowerLawFit powerLaw =
        ofSpectrum.take("alphaReq", new PowerLawFit(null, null, 0), Spectrum::powerLaw);
    Optional<PointMass> mass =
        varies
            ? attempts.take("pointShare", Optional.empty(), () -> PointMass.of(z, statistics))
            : Optional.empty();
    Optional<Hubness> hubs =
        varies && !ofRun
            ? attempts.take(
                "hubness", Optional.empty(), () -> Optional.of(Hubness.of(z, Hubness.DEFAULT_K)))
            : Optional.empty();
    var measures =
        new LayerMeasures(
            z.rows(),
            z.columns(),
            number(attempts, "stdRatio", statistics::stdRatio),
            number(attempts, "meanCosine", statistics::meanCosine),
            number(attempts, "meanNorm", statistics::meanNorm),
            number(attempts, "rawStd", statistics::rawStd),
            number(attempts, "zeroRowFraction", statistics::zeroRowFraction),
            spectrum != null && spectrum.degenerate(),
            ofSpectrum.number("effectiveRank", Spectrum::effectiveRank),
            ofSpectrum.number("rankMe", Spectrum::rankMe),
            ofSpectrum.number("participationRatio", Spectrum::participationRatio),
            ofSpectrum.number("stableRank", Spectrum::stableRank),
            ofSpectrum.number("nearSingularFraction", Spectrum::nearSingularFraction),
            ofSpectrum.number("topEigenvalueShare", Spectrum::topEigenvalueShare),
            ofSpectrum.number("cevAuc", Spectrum::cevAuc),
            powerLaw.alpha(),
            powerLaw.r2(),
            powerLaw.points(),
            number(attempts, "uniformity", () -> Uniformity.of(z, statistics)),
            attempts.take("constantDims", 0, statistics::constantColumns),
            varies ? spectral.meanAbsoluteCorrelation() : null,
            ofSpectrum.take("conditionNumber", null, Spectrum::conditionNumber),
            attempts.take("deadUnits", null, statistics::deadColumns),
            attempts.take("sparsity", null, statistics::zeroShare),
            varies ? attempts.take("clusters", null, () -> PointClusters.of(z).orElse(null)) : null,
            null,
            null,
            null,
            mass.map(PointMass::share).orElse(null),
            mass.map(PointMass::points).orElse(null),
            ofRun ? null : attempts.take("faintDims", null, () -> faintColumns(statistics)),
            ofRun ? null : attempts.take("offsetDims", null, () -> offsetColumns(statistics)),
            ofRun ? null : ofSpectrum.take("isoScore", null, Spectrum::isoScore),
            hubs.map(Hubness::skewness).orElse(null),
            hubs.map(Hubness::largest).orElse(null),
            hubs.map(Hubness::antihubShare).orElse(null),
            attempts.reasons());
    return new LayerAnalysis(measures.withReasons(attempts.reasons()), spectrum);
  }

  private static Integer faintColumns(RowStatistics statistics) {
    int faint = statistics.faintColumns();
    return faint < FAINT_SHARE * statistics.columns() || faint == statistics.constantColumns()
        ? null
        : Integer.valueOf(faint);
  }

  private static Integer offsetColumns(RowStatistics statistics) {
    var columns = statistics.offsetColumns();
    return columns.isPresent() && columns.getAsInt() > 0
        ? Integer.valueOf(columns.getAsInt())
        : null;
  }

  private static double number(Attempts.Layer attempts, String measure, Supplier<Double> value) {
    return attempts.take(measure, Double.NaN, value);
  }

  /** Measures of a spectrum, none of which there are without one. */
  private record Ranks(Spectrum spectrum, Attempts.Layer attempts) {

    double number(String measure, Function<Spectrum, Double> value) {
      return take(measure, Double.NaN, value);
    }

    <T> T take(String measure, T otherwise, Function<Spectrum, T> value) {
      return spectrum == null
          ? otherwise
          : attempts.take(measure, otherwise, () -> value.apply(spectrum));
    }
  }
}
